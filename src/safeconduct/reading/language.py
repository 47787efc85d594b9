"""Which language a text is in: by script, by letters that only one language has, by its small words."""

import re
from collections import Counter
from typing import Final

READ: Final = ("en", "zh", "ur")
"""Languages that are read in full; of others only numbers, dates and places."""

_SMALL: Final[dict[str, str]] = {
    "en": "the of and to in was were on by at said with that from for after has have are is an as it",
    "fr": "le la les des du et une dans est sur par pour avec qui que au aux ont été selon",
    "es": "el la los las del y en una por para con que se su fue fueron según este tras",
    "pt": "o os as do da dos das em uma por para com que não foi foram segundo na no",
    "de": "der die das und in den von zu mit auf ist wurde wurden eine einem bei nach sich des im",
    "it": "il lo gli della del e di una in per con che sono stati è nel alla dopo secondo",
    "tr": "ve bir bu da de için ile olarak olan en sonra kişi oldu",
    "id": "yang di dan dengan untuk pada dari ini itu adalah oleh telah orang tidak",
    "sw": "ya na wa kwa katika ni la za watu alisema huo baada",
    "nl": "de het een en van in op te dat is zijn met voor door werden bij",
    "pl": "w i na z do się że nie jest o po przez od osób",
    "vi": "của và là có được trong cho không một người đã",
    "so": "ee iyo oo ka ku waa in ay la soo",
    "ha": "da a na ta ya sun cikin wani ne ce",
    "tl": "ang ng sa mga na at ay si ni",
    "fa": "در از به که این با را است شد برای آن بود های یک",
    "ar": "في من على إلى أن عن مع التي الذي كان هذا بعد قال",
    "ur": "کے میں کی سے کا اور کو نے پر ہے ہیں گئے گیا ایک یہ اس تھا",
    "ps": "په او د له چې دی کې ته شو",
    "sd": "جي ۾ ۽ جو کي سان آهي ته",
}
_WORDS: Final = {lang: frozenset(words.split()) for lang, words in _SMALL.items()}
_SCRIPTS: Final = (
    ("ru", re.compile(r"[\u0400-\u04ff]")),
    ("hi", re.compile(r"[\u0900-\u097f]")),
    ("bn", re.compile(r"[\u0980-\u09ff]")),
    ("ta", re.compile(r"[\u0b80-\u0bff]")),
    ("th", re.compile(r"[\u0e00-\u0e7f]")),
    ("ko", re.compile(r"[\uac00-\ud7af]")),
    ("he", re.compile(r"[\u0590-\u05ff]")),
    ("el", re.compile(r"[\u0370-\u03ff]")),
    ("am", re.compile(r"[\u1200-\u137f]")),
    ("my", re.compile(r"[\u1000-\u109f]")),
)
_HAN: Final = re.compile(r"[\u3400-\u9fff]")
_KANA: Final = re.compile(r"[\u3040-\u30ff]")
_ARABIC: Final = re.compile(r"[\u0600-\u06ff\u0750-\u077f]")
_LATIN: Final = re.compile(r"[A-Za-z\u00c0-\u024f]")


def language_of(text: str) -> str:
    """ISO 639-1, "und" where it cannot be told."""
    counts = {
        "han": 2 * len(_HAN.findall(text)),
        "arabic": len(_ARABIC.findall(text)),
        "latin": len(_LATIN.findall(text)),
        **{lang: len(pattern.findall(text)) for lang, pattern in _SCRIPTS},
    }
    script = max(counts, key=lambda each: counts[each])
    if not counts[script]:
        return "und"
    if script == "han":
        return "ja" if len(_KANA.findall(text)) * 10 > counts["han"] else "zh"
    if script == "ru":
        return "uk" if len(re.findall("[іїєґІЇЄҐ]", text)) * 50 > counts["ru"] else "ru"
    if script in ("arabic", "latin"):
        return _by_words(text, script == "arabic")
    return script


def _by_words(text: str, is_arabic: bool) -> str:
    words = Counter(re.findall(r"[^\W\d_]+", text.lower()))
    langs = ("ur", "fa", "ar", "ps", "sd") if is_arabic else tuple(set(_WORDS) - {"ur", "fa", "ar", "ps", "sd"})
    score = {lang: float(sum(words[word] for word in _WORDS[lang])) for lang in sorted(langs)}
    if is_arabic:
        score["ur"] += len(re.findall("[ٹڈڑںے]", text)) / 2
        score["ps"] += len(re.findall("[ښړۍځڅ]", text))
        score["sd"] += len(re.findall("[ڳڻڄڃ۾۽]", text))
    best = max(score, key=lambda lang: (score[lang], lang == "en"))
    return best if score[best] > 0 else ("ur" if is_arabic else "en")
