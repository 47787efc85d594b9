"""Dispatch: who of another party may be on a site, until when, and who is there."""
