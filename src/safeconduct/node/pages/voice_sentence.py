"""A record about a confidential report as one sentence. It never says what was reported, nor by whom."""

from safeconduct.records.record import AnyBody
from safeconduct.records.voice import (
    DeskClosed,
    DeskJoined,
    DeskOpened,
    IdentityAnswered,
    IdentityAsked,
    VoiceAnswered,
    VoiceBarred,
    VoiceContinued,
    VoiceHeard,
)

from .language import Translate
from .names import Names


def voice_sentence(body: AnyBody, t: Translate, names: Names) -> str:
    """What the record says. Raises TypeError for records about other things."""
    match body:
        case DeskOpened():
            return t("said-desk-opened", title=body.title, k=str(body.threshold), n=str(len(body.keepers)))
        case DeskJoined():
            return t("said-desk-joined", officer=names.officer(body.officer))
        case DeskClosed():
            return t("said-desk-closed", desk=body.desk, reason=body.reason)
        case VoiceHeard():
            return t("said-voice-heard", voice=body.voice[:8])
        case VoiceContinued():
            return t("said-voice-continued", voice=body.voice[:8])
        case VoiceAnswered():
            return t("said-voice-answered", voice=body.voice[:8])
        case VoiceBarred():
            return t("said-voice-barred", voice=body.voice[:8], officer=names.officer(body.officer))
        case IdentityAsked():
            return t("said-identity-asked", voice=body.voice[:8], reason=body.reason)
        case IdentityAnswered():
            said = "said-identity-agreed" if body.shares else "said-identity-refused"
            return t(said, voice=body.voice[:8], officer=names.officer(body.keeper))
        case _:
            raise TypeError(f"no sentence for {body.TYPE}")
