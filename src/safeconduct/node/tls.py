"""TLS by the node itself. Peers are known by the fingerprint of their certificate, whoever has issued it.

A pin is the SHA-256 of the whole certificate. It is compared before anything is sent, and then neither names nor
dates nor issuers matter: the pin came with the invitation, which was compared in person.
"""

import datetime
import hashlib
import os
import ssl
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from safeconduct.errors import BadInput

from .config import ConfigError, Listen

if TYPE_CHECKING:
    from cryptography import x509

CIPHERS: Final = "ECDHE+AESGCM:ECDHE+CHACHA20"
"""For TLS 1.2; 1.3 has its own."""


class NoCertificate(BadInput):
    """A file is no certificate in PEM form."""

    next_step = "make one: safeconduct certificate new NODE --name HOST"


def fingerprint_of(file: Path) -> str:
    """The SHA-256 of the first certificate in that PEM file, 64 hexadecimal digits. Raises NoCertificate."""
    try:
        text = file.read_text(encoding="ascii")
        first = text[text.index("-----BEGIN CERTIFICATE-----") :]
        end = "-----END CERTIFICATE-----"
        return _hash(ssl.PEM_cert_to_DER_cert(first[: first.index(end) + len(end)]))
    except (OSError, ValueError) as error:
        raise NoCertificate(f"no certificate: {error}", where=str(file)) from error


def own_files(root: Path, listen: Listen) -> tuple[Path, Path] | None:
    """The certificate and its key, tried out; None where the node speaks plain HTTP. Raises ConfigError."""
    if not listen.certificate:
        return None
    certificate, key = root / listen.certificate, root / listen.key
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key, _no_password)
    except (OSError, ssl.SSLError, ValueError) as error:
        raise ConfigError(
            f"certificate {certificate} with key {key} cannot be used: {error}",
            where="[listen]",
            next_step=f"correct the two paths in {root / 'node.toml'}, or make both: safeconduct certificate new",
        ) from error
    return certificate, key


def _no_password() -> str:
    raise ValueError("the key is locked with a password")


def context_of(pins: Sequence[str]) -> ssl.SSLContext:
    """What a client connects with: to these certificates alone; without pins to whom public issuers name."""
    if not pins:
        return ssl.create_default_context()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE  # the pin takes its place: see `_Pinned.do_handshake`
    context.sslobject_class = type("Pinned", (_Pinned,), {"pins": frozenset(pins)})
    context.sslsocket_class = type("PinnedSocket", (_PinnedSocket,), {"pins": frozenset(pins)})
    return context


class _Pinned(ssl.SSLObject):
    """Checks the pin when the handshake is done, before a byte of a request leaves."""

    pins: frozenset[str] = frozenset()

    def do_handshake(self) -> None:
        super().do_handshake()
        _compare(self.getpeercert(binary_form=True), self.pins)


class _PinnedSocket(ssl.SSLSocket):
    """The same for a client that waits."""

    pins: frozenset[str] = frozenset()

    def do_handshake(self, block: bool = False) -> None:
        super().do_handshake(block)
        _compare(self.getpeercert(binary_form=True), self.pins)


def _compare(certificate: bytes | None, pins: frozenset[str]) -> None:
    shown = _hash(certificate or b"")
    if shown not in pins:
        raise ssl.SSLCertVerificationError(
            f"it shows the certificate {shown}, expected is {' or '.join(sorted(pins))}: either somebody stands "
            "between, or it was changed; ask that party for the fingerprint (safeconduct certificate show)"
        )


def new_certificate(folder: Path, names: Sequence[str], days: int, now_ms: int) -> tuple[Path, Path]:
    """A self-signed certificate for these host names or addresses, and its key, as PEM files in that new folder.

    Raises BadInput if the folder is there already.
    """
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())  # what every browser takes
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0][:64])])
    start = datetime.datetime.fromtimestamp(now_ms // 1000 - 3_600, datetime.UTC)  # clocks may differ
    built = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + datetime.timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([_name(name) for name in names]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError as error:
        raise BadInput("exists already", where=str(folder), next_step="move the old certificate away") from error
    form = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    raw = key.private_bytes(serialization.Encoding.PEM, *form)
    with os.fdopen(os.open(folder / "key.pem", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(raw)
    (folder / "certificate.pem").write_bytes(built.public_bytes(serialization.Encoding.PEM))
    return folder / "certificate.pem", folder / "key.pem"


def _name(text: str) -> "x509.GeneralName":
    import ipaddress

    from cryptography import x509

    try:
        return x509.IPAddress(ipaddress.ip_address(text))
    except ValueError:
        return x509.DNSName(text)


def _hash(certificate: bytes) -> str:
    return hashlib.sha256(certificate).hexdigest()
