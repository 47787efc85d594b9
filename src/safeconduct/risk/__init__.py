"""Risks of places and journeys, as each party rates them."""
