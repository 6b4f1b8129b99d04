"""Pages: what the stub serves of its own, beside the APIs."""
