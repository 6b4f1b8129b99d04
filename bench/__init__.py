"""Measure the stub against bare Starlette, in one run on one machine."""
