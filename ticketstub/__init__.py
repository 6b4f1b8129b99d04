"""A stub backend for help-desk ticket APIs, served from OpenAPI contracts."""

__version__ = "0.1.0"
