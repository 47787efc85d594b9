"""What several tests take."""

import pytest

from tests.second import ROOT, Second


@pytest.fixture(scope="module")
def second(tmp_path_factory):
    """The second verifier, running."""
    if not (ROOT / "node_modules/esbuild").exists():
        pytest.skip("node_modules is not here: run `npm ci`")
    process = Second(tmp_path_factory.mktemp("second"))
    yield process
    process.close()
