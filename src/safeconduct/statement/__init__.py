"""Statements: what the parties say in public, and what each would not."""
