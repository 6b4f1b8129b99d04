"""Other mock servers, side by side with the stub: how fast, and how right."""
