"""The terms of a clause in words: when it begins and ends, and what suspends it."""

from safeconduct.records.terms import Terms

from .language import Translate
from .moment import full

_SPANS = ((86_400_000, "span-days"), (3_600_000, "span-hours"), (60_000, "span-minutes"), (1_000, "span-seconds"))


def terms_lines(terms: Terms, t: Translate) -> list[str]:
    """A clause's own terms, a line each."""
    lines = []
    if terms.begins_ms is not None:
        lines.append(t("terms-begins", at=full(terms.begins_ms)))
    if terms.ends_ms is not None:
        lines.append(t("terms-ends", at=full(terms.ends_ms)))
    if terms.renew_ms is not None:
        lines.append(t("terms-renews", span=span(terms.renew_ms, t)))
    if terms.notice_ms:
        lines.append(t("terms-notice", span=span(terms.notice_ms, t)))
        lines.append(t(f"terms-suspends-{terms.suspends.replace('_', '-')}"))
    if terms.levels:
        lines.append(t("terms-levels", levels=", ".join(str(each) for each in terms.levels)))
    if terms.silence is not None:
        lines.append(t(f"terms-silence-{terms.silence.runs}", span=span(terms.silence.after_ms, t)))
    return lines


def span(ms: int, t: Translate) -> str:
    """A length of time in the largest unit that says it exactly."""
    for unit_ms, text in _SPANS:
        if ms % unit_ms == 0 and ms:
            return t(text, count=ms // unit_ms)
    return t("span-seconds", count=ms // 1_000)
