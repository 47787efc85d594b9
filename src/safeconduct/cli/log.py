"""Logs: a node's own, and any that somebody else wrote."""

import base64
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

from cyclopts import App, Parameter

from .answer import Json, answer

if TYPE_CHECKING:
    from safeconduct.ledger import ForkProof

app = App(name="log", help="Read the logs of a node; check any log, and whether it has forked.")

VkeyFile: TypeAlias = Annotated[
    Path,
    Parameter(
        name="--vkey-file", help="A file with the log's verifier key, NAME+ID+BASE64: `log_vkey` of its invitation."
    ),
]


@app.command
def verify(
    folder: Path,
    *,
    vkey_file: VkeyFile,
    since: Annotated[Path | None, Parameter(help="A signed checkpoint that the log must extend.")] = None,
    json: Json = False,
) -> int:
    """Check the log in FOLDER, whoever wrote it: C2SP tlog-tiles, every entry and tile. Needs no node.

    Exit code 0: the folder is the whole log that was signed; 1: it is not, and what is wrong where.

    Example: safeconduct log verify host-node/log --vkey-file host.vkey --since checkpoint.old
    """
    from safeconduct.ledger.audit import Problem, verify_folder
    from safeconduct.node.log_folder import LogFolder, read_file, read_key
    from safeconduct.wire.note import NOTE_BYTES_MAX

    key = read_key(vkey_file)
    earlier = None if since is None else read_file(since, NOTE_BYTES_MAX)
    opened = LogFolder(folder)
    found = verify_folder(opened.fetch, key, earlier, opened.parts)
    if isinstance(found, Problem):
        answer({"valid": False, "problem": str(found)}, f"NOT VALID  {found}", json)
        return 1
    head, root = found.head, base64.b64encode(found.head.root).decode()
    words = f"VALID  {head.origin}: {head.size} entries, root {root}"
    answer({"valid": True, "size": head.size, "root": root}, words, json)
    return 0


@app.command
def fork(
    first: Path,
    second: Path | None = None,
    *,
    vkey_file: VkeyFile,
    log: Annotated[
        tuple[Path, ...], Parameter(help="Another copy of the log's folder, to take the larger tree from.")
    ] = (),
    out: Annotated[Path | None, Parameter(help="Write the proof to this file.")] = None,
    json: Json = False,
) -> int:
    """Whether two heads that one key signed exclude each other: make the proof, or check one that was made.

    FIRST and SECOND are signed checkpoints, or folders of logs. If they have two sizes, the folder of the larger
    is needed. FIRST alone is a proof, checked from the file alone.
    Exit code 0: the log has forked; 1: nothing here proves that.

    Example: safeconduct log fork host-node/log company-node/peers/host+joint+1 --vkey-file host.vkey
      --out host.fork
    """
    from safeconduct.errors import BadInput, Untrusted
    from safeconduct.ledger.fork import encode
    from safeconduct.node.log_folder import read_key
    from safeconduct.node.log_fork import check, prove

    key = read_key(vkey_file)
    try:
        proof = check(first, key) if second is None else prove(first, second, key, log)
    except Untrusted as error:
        answer({"forked": False, "problem": str(error)}, f"NO FORK  {error}", json)
        return 1
    raw = encode(proof)
    if out is not None:
        try:
            out.write_bytes(raw)
        except OSError as error:
            raise BadInput(f"cannot be written: {error.strerror}", where=str(out)) from error
    value, words = _told(proof)
    answer({**value, "bytes": len(raw)}, [*words, f"  the proof has {len(raw)} bytes"], json)
    return 0


@app.command
def show(node: Path, *, limit: int = 20, json: Json = False) -> None:
    """The newest records of the stopped node in NODE, with claimed and proven times.

    Example: safeconduct log show host-node --limit 50
    """
    from safeconduct.node.node import Node
    from safeconduct.node.pages.language import translator
    from safeconduct.node.pages.moment import utc
    from safeconduct.node.pages.timeline import timeline

    opened = Node(node)
    try:
        entries = timeline(opened, translator("en"), "en")[:limit]
    finally:
        opened.truth.close()
    lines = []
    for each in reversed(entries):
        first, last = (
            utc(ms) if isinstance(ms, int) else "-" for ms in (each["proven_from_ms"], each["proven_to_ms"])
        )
        late = " LATE-ENTERED" if each["is_late_entered"] else ""
        claimed = utc(each["t_ms"]) if isinstance(each["t_ms"], int) else "-"
        lines.append(f"{claimed}  proven {first} to {last}{late}  {each['party']}: {each['text']}")
    answer(entries, lines or ["no records yet"], json)


def _told(proof: "ForkProof") -> tuple[dict[str, object], list[str]]:
    """A fork for machines and for people."""
    from safeconduct.ledger.checkpoint import parse
    from safeconduct.wire.note import read

    heads = [parse(read(each).text) for each in (proof.first, proof.second)]
    first, second = ({"size": head.size, "root": base64.b64encode(head.root).decode()} for head in heads)
    words = [f"FORKED  {heads[0].origin} signed two histories"]
    words += [f"  {each['size']} entries, root {each['root']}" for each in (first, second)]
    return {"forked": True, "origin": heads[0].origin, "first": first, "second": second}, words
