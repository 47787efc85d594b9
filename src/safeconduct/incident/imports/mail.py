"""Mail: a message (RFC 5322) or a mailbox. What is attached is read too, within bounds; nothing of it is rendered.

A mail says when it was sent, not when something happened: the date of the event stays unknown.
"""

import io
import zipfile
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr, parsedate_to_datetime
from html.parser import HTMLParser
from typing import Final

from safeconduct.errors import SafeconductError
from safeconduct.records.units import Ms

from .finding import Fault, Found
from .taking import Unusable, row_of_fields

MAILS_MAX: Final = 100_000
MEMBERS_MAX: Final = 100
UNPACKED_MAX: Final = 50 << 20
"""Bytes of everything in an archive together: what is larger is not unpacked at all, whatever its header says."""
_ENDINGS: Final = (".csv", ".geojson", ".json", ".xml", ".cap")
_SILENT: Final = frozenset({"script", "style", "head", "template"})


def read_mail(content: bytes, now_ms: Ms) -> Iterator[Found]:
    """A row for each mail, and those of what is attached; the number of the mail stands for its line."""
    for number, raw in enumerate(_mails(content), start=1):
        if number > MAILS_MAX:
            yield Fault(number, f"more than {MAILS_MAX} mails: cut the mailbox")
            return
        mail = message_from_bytes(raw, policy=policy.default)
        try:
            yield row_of_fields(_fields(mail), now_ms)
        except Unusable as error:
            yield Fault(number, str(error))
        try:
            for name, attached in _attached(mail):
                yield from _within(name, attached, number, now_ms)
        except (Unusable, SafeconductError) as error:
            yield Fault(number, str(error))


def _mails(content: bytes) -> Iterator[bytes]:
    """Of a mailbox (RFC 4155) each; a single message as it is."""
    if not content.startswith(b"From "):
        yield content
        return
    for part in content.split(b"\nFrom "):
        yield part.partition(b"\n")[2]


def _fields(mail: EmailMessage) -> dict[str, str]:
    fields = {
        "title": str(mail["subject"] or ""),
        "text": _text(mail),
        "ref": str(mail["message-id"] or "").strip("<>"),
    }
    address = parseaddr(str(mail["from"] or ""))[1]
    fields["source"] = f"mail from {address.rpartition('@')[2]}" if "@" in address else "mail"
    try:
        sent = parsedate_to_datetime(str(mail["date"])) if mail["date"] else None
    except (ValueError, TypeError) as error:
        raise Unusable(f"the mail was sent at {mail['date']!r}, which is no time") from error
    if sent is not None:
        fields["published"] = sent.isoformat()
    return fields


def _text(mail: EmailMessage) -> str:
    part = mail.get_body(("plain", "html"))
    if part is None:
        return ""
    try:
        content = str(part.get_content())
    except (LookupError, UnicodeError, ValueError) as error:
        raise Unusable(f"its text cannot be read: {error}") from error
    return plain(content) if part.get_content_type() == "text/html" else content


def _attached(mail: EmailMessage) -> Iterator[tuple[str, bytes]]:
    for part in mail.iter_attachments():
        name, content = part.get_filename() or "", part.get_payload(decode=True)
        if not isinstance(content, bytes):
            continue
        if name.lower().endswith(".zip"):
            yield from _unzipped(content)
        elif name.lower().endswith(_ENDINGS):
            yield name, content


def _unzipped(content: bytes) -> Iterator[tuple[str, bytes]]:
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        members = archive.infolist()
        if len(members) > MEMBERS_MAX or sum(each.file_size for each in members) > UNPACKED_MAX:
            raise Unusable(
                f"an archive of more than {MEMBERS_MAX} files or {UNPACKED_MAX >> 20} MB is not unpacked"
            )
        left = UNPACKED_MAX
        for each in members:
            if not each.filename.lower().endswith(_ENDINGS):
                continue  # an archive within an archive neither
            with archive.open(each) as file:
                found = file.read(left + 1)  # a header may lie about the size
            left -= len(found)
            if left < 0:
                raise Unusable(f"an archive that unpacks to more than {UNPACKED_MAX >> 20} MB is not unpacked")
            yield each.filename, found
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError) as error:
        raise Unusable(f"its archive cannot be read: {error}") from error


def _within(name: str, content: bytes, number: int, now_ms: Ms) -> Iterator[Found]:
    from . import read  # the formats know mail, and mail knows the formats

    for found in read(content, name, now_ms):
        yield Fault(number, f"{name}:{found.line}: {found.what}") if isinstance(found, Fault) else found


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in _SILENT
        if tag in ("p", "br", "div", "li", "tr", "h1", "h2", "h3"):
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.words.append(data)


def plain(html: str) -> str:
    """The words of a page, without a mark of it."""
    words = _Words()
    words.feed(html)
    words.close()
    return "\n".join(line.strip() for line in "".join(words.words).splitlines() if line.strip())
