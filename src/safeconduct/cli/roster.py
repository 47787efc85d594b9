"""Names of travellers, which stay on this machine: only a salted digest of them is ever sent."""

import os
from pathlib import Path

from safeconduct.errors import BadInput

from .file import content_of


def commit_names(names: Path) -> tuple[str, str]:
    """(digest, what to tell). Writes the salt beside the file, so that the digest can be shown to be of it."""
    from safeconduct.node.blobs import SALT_BYTES, commitment

    content = content_of(names)
    salt_file = names.with_name(f"{names.name}.salt")
    salt = os.urandom(SALT_BYTES)
    try:
        with salt_file.open("xb") as file:
            file.write(salt)
    except FileExistsError as error:
        raise BadInput(
            f"{salt_file} is there already", next_step="move it away: it belongs to an earlier roster"
        ) from error
    return commitment(salt, content), f"keep {salt_file} with the names, and erase both on the date"
