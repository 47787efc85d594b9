"""Make the index again."""

from pathlib import Path

from cyclopts import App

from .answer import Json, answer

app = App(name="rebuild", help="Make the index again from the logs; print the state's digest.")


@app.default
def rebuild(node: Path, *, json: Json = False) -> None:
    """Delete and remake state.db and register.db of the stopped node in NODE. The digest is that of
    the state of all logs held: two nodes that hold the same logs print the same.

    Example: safeconduct rebuild host-node
    """
    from safeconduct.node.node import Node

    opened = Node(node)
    try:
        opened.truth.reindex()
        opened.incidents.remake()
        cut = opened.truth.cut()
        value = {
            "state": opened.truth.digest(),
            "records": opened.truth.store.count(),
            "logs": {origin: {"size": size, "root": root} for origin, size, root in cut},
        }
    finally:
        opened.truth.close()
    lines = [f"{origin}  {size} records  {root[:16]}" for origin, size, root in cut]
    answer(value, [*lines, f"state {value['state']}"], json)
