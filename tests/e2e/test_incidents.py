"""A real node and a browser: a pasted page becomes a draft, an officer confirms it, it stands on the map; two
reports are joined and split again, and the old link lives."""

import pytest

from tests.e2e.node_at import NodeAt
from tests.e2e.staging import browse

pytestmark = pytest.mark.e2e
PAGES = (
    """<html><head><title>Blast</title></head><body><nav>Home | Latest news | Contact</nav>
<h1>Roadside bomb kills three near Dalbandin</h1><p>Published: 12 May 2026</p>
<p>DALBANDIN: A roadside bomb killed three guards and injured five others near Dalbandin on Monday, police said.</p>
<p>A hospital official said four people had died.</p><script>window.hacked = 1</script>
<img src="https://outside.invalid/x.png" onerror="window.hacked = 2">
<p>No group claimed the attack.</p></body></html>""",
    """Bomb blast near Dalbandin leaves three dead

Published: 12 May 2026

QUETTA: Three guards were killed in a roadside bomb blast near Dalbandin on Monday, officials said.
Six were wounded.
""",
)


def test_paste_confirm_map_join_split(start, free_ports, tmp_path):
    (port,) = free_ports(1)
    node = NodeAt(start, tmp_path, port)
    files = []
    for number, page in enumerate(PAGES):
        files.append(tmp_path / f"page-{number}.html")
        files[-1].write_text(page, encoding="utf-8")
    saw = browse("incidents", node.url, node.key, tmp_path / "pictures", *files, patience_s=240)
    assert saw["faults"] == [] and saw["wide"] == []
    assert saw["hacked"] is None and saw["scripts"] == 0, "what was pasted is shown as text"
    assert saw["marks"] > 2 and all("Dalbandin" in place for place in saw["places"])
    assert saw["draft"]["at"] and saw["draft"]["counts"] >= 1 and saw["draft"]["type"] == "roadside_bomb"
    assert saw["total"] == 2 and saw["cells"] == 1, "both are on the map, at one place"
    assert (saw["joined"], saw["reports"], saw["led"], saw["split"], saw["nothing"]) == (1, 2, 2, 2, 0)
    assert saw["original"] > 200
