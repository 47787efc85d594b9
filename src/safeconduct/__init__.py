"""Joint protective security: agree, protect, watch, respond and prove."""

__version__ = "0.1.0"
