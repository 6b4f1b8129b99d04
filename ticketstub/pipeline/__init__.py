"""The pipeline: one request in a straight line, from the socket to the handler and back."""
