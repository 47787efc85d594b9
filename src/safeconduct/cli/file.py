"""Files that people name."""

from pathlib import Path

from safeconduct.errors import BadInput


def content_of(file: Path) -> bytes:
    """The file's bytes. Raises BadInput with the path and why."""
    try:
        return file.read_bytes()
    except OSError as error:
        raise BadInput(f"cannot be read: {error.strerror}", where=str(file), next_step="check the path") from error
