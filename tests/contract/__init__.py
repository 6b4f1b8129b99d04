"""What is asked of the contracts: their style, their examples, their fidelity."""
