"""Contracts: load, check, look up, compile schemas, make answers from examples."""
