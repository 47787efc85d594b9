"""Evidence into one file."""

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

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
    out: Path,
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
    from safeconduct.node.shelf import Shelf

    asked = [Wanted("alarm", alarm)] if alarm else []
    asked += [Wanted("verdict", verdict)] if verdict else []
    asked += [Wanted("record", record)] if record else []
    if len(asked) != 1:
        raise BadInput("name one thing to prove", next_step="give one of --alarm ID, --verdict ID, --record ID")
    if out.exists():
        raise BadInput("exists already", where=str(out), next_step="choose another file for the pack")
    if not out.parent.is_dir():
        raise Unavailable(f"{out.parent}: there is no such folder", "make the folder first")
    shelf = Shelf(node)
    raw = pack_bytes(select(shelf.party, shelf.logs(), asked[0], shelf.blob))
    report = verify(raw, shelf.trust())
    write_durably(RealDisk(), out, raw)
    answer(
        {"file": str(out), "bytes": len(raw), "report": report}, [f"{out}: {len(raw)} bytes", *render(report)], json
    )
