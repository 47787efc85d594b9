"""The command line, as a person types it."""

import pytest

from safeconduct.cli import main


def run(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    """The exit code, and what was printed on stdout and stderr."""
    with pytest.raises(SystemExit) as done:
        main(list(map(str, words)))
    told = capsys.readouterr()
    return int(done.value.code or 0), told.out, told.err
