"""A pack, checked offline."""

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from safeconduct.records.units import Lang

from .answer import Json, answer

app = App(name="verify")


@app.default
def verify(
    pack: Path,
    *,
    trust: Annotated[
        Path | None, Parameter(help="Your own node's folder: its keys and copies are compared.")
    ] = None,
    pdf: Annotated[Path | None, Parameter(help="Print the summary there, if the pack is verified.")] = None,
    lang: Lang = "en",
    json: Json = False,
) -> int:
    """Check the pack in the file PACK by replaying the logs in it. Exit code 0: verified; 1: not verified.

    With --pdf you print the summary yourself: the same file, byte for byte, as its maker's `pack --pdf`.
    Without --trust the keys come from the pack itself: compare the fingerprints that are printed.

    Example: safeconduct verify breach.pack --trust host-node
    """
    from safeconduct.errors import BadInput
    from safeconduct.evidence import render
    from safeconduct.evidence import verify as verify_pack
    from safeconduct.evidence.archive import PACK_BYTES_MAX
    from safeconduct.node.shelf import Shelf

    try:
        with pack.open("rb") as file:
            raw = file.read(PACK_BYTES_MAX + 1)  # one more than is ever read as a pack: then it is refused
    except OSError as error:
        raise BadInput(f"cannot be read: {error.strerror}", where=str(pack), next_step="check the path") from error
    if pdf is not None and pdf.exists():
        raise BadInput("exists already", where=str(pdf), next_step="choose another file")
    report = verify_pack(raw, Shelf(trust).trust() if trust is not None else None)
    if pdf is not None and report.is_verified:
        from safeconduct.node.disk import RealDisk, write_durably
        from safeconduct.node.pages.pack_print import pack_pdf

        write_durably(RealDisk(), pdf, pack_pdf(raw, lang))
    answer(report, render(report, lang), json)
    return 0 if report.is_verified else 1
