"""A stub that keeps its state in a file, killed under load again and again."""
