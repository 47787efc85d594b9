"""Logs by hand: on a USB stick, while there is no network."""

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from .answer import Json, answer

app = App(name="sync", help="Carry logs on a USB stick, one way.")


@app.command
def heads(node: Path, *, out: Path, json: Json = False) -> None:
    """Write how much of each log the stopped node in NODE holds: hand it to whoever exports for you.

    Example: safeconduct sync heads company-node --out company.heads
    """
    import msgspec

    from safeconduct.node.node import Node
    from safeconduct.node.stick import heads as heads_of

    opened = Node(node)
    try:
        held = heads_of(opened)
    finally:
        opened.truth.close()
    out.write_bytes(msgspec.json.format(msgspec.json.encode(held), indent=2) + b"\n")
    answer(held, [f"{origin}  {size} records" for origin, size in sorted(held.items())], json)


@app.command(name="export")
def export_(
    node: Path,
    *,
    to: str,
    out: Path,
    since: Annotated[Path | None, Parameter(help="The receiver's heads: only what is new is carried.")] = None,
    json: Json = False,
) -> None:
    """Write the logs that the stopped node in NODE holds, and that the party TO may read, into one file.

    Example: safeconduct sync export host-node --to company --since company.heads --out host.parcel
    """
    import msgspec

    from safeconduct.errors import BadInput
    from safeconduct.node.node import Node
    from safeconduct.node.stick import carry
    from safeconduct.records.units import Origin, PartyId

    known: dict[Origin, int] = {}
    if since is not None:
        try:
            known = msgspec.json.decode(since.read_bytes(), type=dict[Origin, int])
        except (OSError, msgspec.DecodeError) as error:
            raise BadInput(
                f"no heads: {error}", where=str(since), next_step="write them again: safeconduct sync heads"
            ) from error
    opened, count = Node(node), 0
    try:
        parts = carry(opened, PartyId(to), known)
        with out.open("xb") as file:
            for part in parts:
                count += file.write(part)
    except FileExistsError as error:
        raise BadInput("exists already", where=str(out), next_step="choose another file") from error
    finally:
        opened.truth.close()
    answer({"file": str(out), "bytes": count}, f"{out}: {count} bytes for {to}", json)


@app.command(name="import")
def import_(node: Path, file: Path, *, json: Json = False) -> int:
    """Take in FILE at the stopped node in NODE. Doing it again, or with a copy that was cut off, does no harm.

    Exit code 0: all that it carries is held now; 1: something is missing, and what.

    Example: safeconduct sync import company-node host.parcel
    """
    import asyncio

    from safeconduct.errors import BadInput
    from safeconduct.node.node import Node
    from safeconduct.node.stick import Intake

    async def take(intake: Intake) -> None:
        with file.open("rb") as source:
            while chunk := source.read(1 << 20):
                await intake.feed(chunk)

    opened = Node(node)
    intake = Intake(opened)
    try:
        asyncio.run(take(intake))
    except OSError as error:
        raise BadInput(f"cannot be read: {error.strerror}", where=str(file), next_step="check the path") from error
    finally:
        opened.truth.close()
    taken, whole = intake.taken(), intake.is_whole
    lines = [f"{each.origin}  {each.before} -> {each.after} records  {each.problem}".rstrip() for each in taken]
    lines += [] if whole else ["the file was cut off: copy it again and import it again"]
    answer({"is_whole": whole, "logs": taken}, lines or ["nothing in it"], json)
    return 0 if whole and not any(each.problem for each in taken) else 1
