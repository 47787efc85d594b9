"""Latin stretches in right-to-left text."""

import pytest

from safeconduct.node.pages.moment import kept_together

LRI, PDI = "\u2066", "\u2069"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("2026-11-24 16:13:31.436 UTC پر گاڑی", f"{LRI}2026-11-24 16:13:31.436 UTC{PDI} پر گاڑی"),
        ("گاڑی kx-4471 داخل ہوئی۔", f"گاڑی {LRI}kx-4471{PDI} داخل ہوئی۔"),
        ("گاڑی bus داخل", "گاڑی bus داخل"),
        ("سفر m1۔", "سفر m1۔"),
    ],
)
def test_moments_and_names_are_read_from_left_to_right(text, shown):
    """Catches: 2026-11-24 shown as 24-11-2026, kx-4471 as -kx 4471."""
    assert kept_together(text, "ur") == shown
    assert kept_together(text, "en") == kept_together(text, "zh") == text
