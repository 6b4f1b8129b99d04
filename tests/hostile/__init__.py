"""Hostile requests: a table of them, and a client that sends what others will not."""
