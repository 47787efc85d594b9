"""What a plan says of itself, in the reader's language: on the page and in print."""

from fractions import Fraction

from safeconduct.node.why import Why

from .language import Translate


def forced_said(each: Why, t: Translate) -> str:
    """Why is it this bad: one road that every route uses, what guarding it brings, what dodging it takes."""
    said = [
        t("movements-forced", road=", ".join(each.names), chance=f"{each.success_ppm / 10_000:g} %"),
        t("movements-forced-guarded", met=percent(each.met_guarded)),
    ]
    if each.detour_pct is None:
        said.append(t("movements-forced-only"))
    else:
        said.append(t("movements-forced-detour", share=f"{each.detour_pct} %"))
    return " ".join(said)


def percent(ratio: str | Fraction) -> str:
    """Rounded up: nothing looks better than it is."""
    value = Fraction(ratio)
    return f"{-(-value.numerator * 1000 // value.denominator) / 10:g} %"
