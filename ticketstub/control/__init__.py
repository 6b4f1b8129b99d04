"""The control API: what a test says to the stub itself, whatever it serves.

Its contract and its handlers are built as those of any API, and served by the same
engine; only they may look behind `call.sandbox`, and at `call.app`.
"""
