"""Confidential reports: who reads them, who keeps a name, and what has become of it."""
