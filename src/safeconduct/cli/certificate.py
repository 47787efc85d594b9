"""Certificates for TLS."""

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from .answer import Json, answer

app = App(name="certificate", help="Make a certificate for a node that speaks TLS itself; show its fingerprint.")


@app.command
def new(
    node: Path,
    *,
    name: Annotated[tuple[str, ...], Parameter(help="A host name or address that the node is reached at.")],
    days: int = 825,
    json: Json = False,
) -> None:
    """Make NODE/tls with a self-signed certificate and its key. The other parties pin its fingerprint.

    Example: safeconduct certificate new host-node --name host.example --name 192.0.2.7
    """
    from safeconduct.node.clock import WallClock
    from safeconduct.node.config import read_config
    from safeconduct.node.folder import Folder
    from safeconduct.node.tls import fingerprint_of, new_certificate

    read_config(Folder(node).config)
    certificate, key = new_certificate(node / "tls", name, days, WallClock().now_ms())
    found = fingerprint_of(certificate)
    lines = [
        f"certificate of {', '.join(name)} in {certificate}, its key in {key}",
        f"fingerprint: {found}",
        f'  next: in {node}/node.toml, under [listen]: certificate = "tls/certificate.pem", key = "tls/key.pem"',
    ]
    answer({"certificate": str(certificate), "key": str(key), "fingerprint": found}, lines, json)


@app.command
def show(file: Path, *, json: Json = False) -> None:
    """The fingerprint of the certificate in FILE: what the others write under `certificates` of your [[peers]].

    Example: safeconduct certificate show host-node/tls/certificate.pem
    """
    from safeconduct.node.tls import fingerprint_of

    found = fingerprint_of(file)
    answer({"fingerprint": found}, [found], json)
