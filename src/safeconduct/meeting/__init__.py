"""Meetings: what was called, said, signed, and taken on to do."""
