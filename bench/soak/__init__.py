"""Long mixed work, to see that nothing grows, breaks or gets slower."""
