"""A project: contracts, handlers and mock data, loaded, checked and watched."""
