"""Evidence into one file."""

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from safeconduct.records.units import Lang

from .answer import Json, answer

app = App(name="pack")


@app.default
def pack(
    node: Path,
    *,
    alarm: Annotated[
        str | None, Parameter(help="An alarm: that it rang, how it was answered, what is due.")
    ] = None,
    verdict: Annotated[str | None, Parameter(help="A verdict: a duty that was met or not.")] = None,
    record: Annotated[str | None, Parameter(help="A record that is late-entered.")] = None,
    disclose: Annotated[
        tuple[str, ...], Parameter(help="A group of secret fields to show, such as roster; others stay withheld.")
    ] = (),
    out: Path,
    pdf: Annotated[
        Path | None, Parameter(help="Also print its summary there; its reader can print the same.")
    ] = None,
    lang: Lang = "en",
    json: Json = False,
) -> None:
    """Write the pack FILE from the logs that the node in NODE holds, running or not. The first digits of an id do.

    The pack is verified before it is written: what is printed is what its reader will be told.

    Example: safeconduct pack company-node --alarm 3f9a --out breach.pack
    """
    from safeconduct.errors import BadInput, Unavailable
    from safeconduct.evidence import Wanted, render, select, verify
    from safeconduct.evidence import pack as pack_bytes
    from safeconduct.node.disk import RealDisk, write_durably
    from safeconduct.node.pages.pack_print import pack_pdf
    from safeconduct.node.shelf import Shelf

    asked = [Wanted("alarm", alarm)] if alarm else []
    asked += [Wanted("verdict", verdict)] if verdict else []
    asked += [Wanted("record", record)] if record else []
    if len(asked) != 1:
        raise BadInput("name one thing to prove", next_step="give one of --alarm ID, --verdict ID, --record ID")
    for path in (out, pdf) if pdf else (out,):
        if path.exists():
            raise BadInput("exists already", where=str(path), next_step="choose another file")
        if not path.parent.is_dir():
            raise Unavailable(f"{path.parent}: there is no such folder", "make the folder first")
    shelf = Shelf(node)
    raw = pack_bytes(select(shelf.party, shelf.logs(), asked[0], shelf.blob, disclose))
    report = verify(raw, shelf.trust())
    printed = pack_pdf(raw, lang) if pdf and report.is_verified else None
    write_durably(RealDisk(), out, raw)
    lines = [f"{out}: {len(raw)} bytes"]
    if pdf and printed:
        write_durably(RealDisk(), pdf, printed)
        lines.append(f"{pdf}: {len(printed)} bytes")
    answer({"file": str(out), "bytes": len(raw), "report": report}, [*lines, *render(report, lang)], json)
