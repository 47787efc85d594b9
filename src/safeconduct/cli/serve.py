"""Run a node."""

from pathlib import Path

from cyclopts import App

app = App(name="serve", help="Run a node: pages, peers, feeds.")


@app.default
def serve(node: Path) -> None:
    """Serve the node in NODE until Ctrl-C.

    Example: safeconduct serve host-node
    """
    import asyncio
    import logging
    import sys

    from safeconduct.node.node import Node
    from safeconduct.node.serve import serve as run

    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s: %(message)s")
    opened = Node(node)
    address = f"{opened.config.name}: {opened.config.listen.url}"
    asyncio.run(run(opened, lambda: print(address, file=sys.stderr, flush=True)))
