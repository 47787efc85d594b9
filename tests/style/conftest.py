"""A node in a temporary folder for the tests of its routes."""

import pytest

from safeconduct.node.founding import Founding, found
from safeconduct.node.node import Node


@pytest.fixture(scope="module")
def node(tmp_path_factory):
    folder = tmp_path_factory.mktemp("node")
    found(
        Founding(
            root=folder / "host-node",
            party="host",
            name="Host",
            names={},
            accord="joint",
            host="127.0.0.1",
            port=8443,
            officer="Founder",
            key=folder / "host.key",
            passphrase=None,
        )
    )
    opened = Node(folder / "host-node")
    yield opened
    opened.truth.close()
