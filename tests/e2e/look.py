"""Pictures of every page, to be looked at, from two real nodes in the middle of the founding night.

Usage: python -m tests.e2e.look OUT [en,zh,ur] [dark,light] [360,1280,2560]. Exits 1 with what is wrong on them.
"""

import sys
import tempfile
from pathlib import Path

from tests.e2e.staging import browse, staged
from tests.e2e.test_pages import PATHS, STEPS

_PATIENCE_S = 3_600


def main() -> int:
    """Take the pictures; tell what axe-core and the browser complain of."""
    out, *wanted = sys.argv[1:]
    looks = wanted + ["en,zh,ur", "dark,light", "360,1280,2560"][len(wanted) :]
    with tempfile.TemporaryDirectory() as folder, staged(Path(folder), *STEPS, speed=60) as story:
        host = story.rooms[0]
        saw = browse("pages", host.url, host.keys["ravi"], out, *looks, *PATHS, patience_s=_PATIENCE_S)
    found = [*saw["broken"], *saw["faults"], *saw["wide"]]
    print(*found, f"{saw['looked']} pages looked at, {len(found)} faults; pictures in {out}", sep="\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
