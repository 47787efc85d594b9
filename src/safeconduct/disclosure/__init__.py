"""Disclosure: who is given a secret, who could know it, and what a leaked text says of its copies."""
