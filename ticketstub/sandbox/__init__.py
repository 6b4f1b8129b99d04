"""Sandboxes: isolated copies of everything that can change."""
