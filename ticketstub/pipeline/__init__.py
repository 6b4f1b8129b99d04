"""The pipeline: one request in a straight line, to the handler and back."""
