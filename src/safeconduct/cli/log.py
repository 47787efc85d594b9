"""The logs of a node."""

from pathlib import Path

from cyclopts import App

from .answer import Json, answer

app = App(name="log", help="Read the logs of a node.")


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
        entries = timeline(opened, translator("en"))[:limit]
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
