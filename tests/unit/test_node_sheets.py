"""What a page signs for its party counts only once the officer has confirmed it on the node's own sheet."""

import base64
import re

import pytest
from litestar.testing import TestClient

from safeconduct.accord.reduce import ACCORD
from safeconduct.node.app import make_app
from safeconduct.node.desk import Desk
from safeconduct.node.founding import Founding, found
from safeconduct.node.node import Node
from safeconduct.node.pages import sheet
from safeconduct.wire import dsse

PAGE = {"sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}
SCRIPT = {"sec-fetch-mode": "cors", "sec-fetch-dest": "empty", "origin": "http://testserver.local"}
TEXT = {"kind": "text", "authentic": "en", "texts": {"en": "Both <b>sides</b> meet."}}


@pytest.fixture
def room(tmp_path):
    found(Founding(root=tmp_path / "node", party="host", name="Host", names={}, accord="joint", host="127.0.0.1",
                   port=8443, officer="Founder", key=tmp_path / "key", passphrase=None))  # fmt: skip
    node = Node(tmp_path / "node")
    with TestClient(make_app(node), raise_server_exceptions=True) as client:
        desk = Desk("", tmp_path / "key", client)
        desk.sign("clause.proposed/1", {"clause": "meet", "number": 1, "title": "Meet", "content": TEXT})
        yield Room(node, client, desk)
    node.truth.close()


class Room:
    def __init__(self, node: Node, client: TestClient, desk: Desk) -> None:
        self.node, self.client, self.desk = node, client, desk

    def stand(self) -> str:
        return self.node.truth.state.of(ACCORD).clauses["meet"].stand("host")

    def signed(self, stand: str = "agreed", of: str | None = None) -> dict[str, str]:
        meant = of or self.node.truth.state.of(ACCORD).clauses["meet"].meaning
        body = {"clause": "meet", "meaning": meant, "stand": stand}
        payload = self.client.post("/api/drafts", json={"type": "clause.position/1", "body": body}).json()[
            "payload"
        ]
        pae = dsse.pae(dsse.PAYLOAD_TYPE, base64.b64decode(payload))
        signature = base64.b64encode(self.desk.signer.sign(pae)).decode()
        return {"payload": payload, "keyid": self.desk.signer.key_id, "sig": signature}

    def offered(self, stand: str = "agreed", of: str | None = None) -> str:
        answer = self.client.post("/api/records", json=self.signed(stand, of), headers=SCRIPT)
        assert answer.status_code == 202 and self.stand() == "open"
        return answer.json()["sheet"]

    def word(self, path: str) -> str:
        answer = self.client.get(path, headers=PAGE)
        assert answer.status_code == 200
        return re.search(r'name="word" value="(\w{64})"', answer.text)[1]

    def confirm(self, path: str, **form: str):
        return self.client.post(path, data=form, headers=PAGE, follow_redirects=False)


def test_a_page_is_shown_the_sheet_and_confirms_it(room):
    path = room.offered()
    answer = room.client.get(path, headers=PAGE)
    assert "Both &lt;b&gt;sides&lt;/b&gt; meet." in answer.text and "<script" not in answer.text
    for name, value in sheet.HEADERS.items():
        assert answer.headers.get_list(name) == [value]
    assert "script-src" not in answer.headers["content-security-policy"]
    answer = room.confirm(path, word=room.word(path), sign="1", read="on")
    assert (answer.status_code, answer.headers["location"], room.stand()) == (303, "/accord#clause-1", "agreed")


def test_a_program_that_is_no_browser_has_shown_the_bytes_itself(room):
    assert room.client.post("/api/records", json=room.signed()).status_code == 201
    assert room.stand() == "agreed"


@pytest.mark.parametrize("headers", [
    SCRIPT, {}, {**PAGE, "sec-fetch-dest": "iframe"}, {**PAGE, "sec-fetch-dest": "object"},
    {"sec-fetch-mode": "no-cors", "sec-fetch-dest": "document"},
])  # fmt: skip
def test_only_a_page_at_the_top_of_a_window_reads_a_sheet(room, headers):
    path = room.offered()
    assert room.client.get(path, headers=headers).status_code == 403
    word = room.word(path)
    answer = room.client.post(path, data={"word": word, "sign": "1"}, headers=headers)
    assert answer.status_code == 403 and room.stand() == "open"


@pytest.mark.parametrize("form", [{}, {"sign": "1"}, {"sign": "1", "word": ""}, {"sign": "1", "word": "0" * 64}])
def test_without_the_sheets_own_word_nothing_is_signed_and_nothing_waits_any_more(room, form):
    path = room.offered()
    word = room.word(path)
    assert room.confirm(path, **form).status_code == 403
    assert room.confirm(path, word=word, sign="1").status_code == 403, "one try"
    assert room.stand() == "open"


def test_a_word_is_good_for_the_last_showing_only_and_once(room):
    path = room.offered()
    old, new = room.word(path), room.word(path)
    assert old != new
    assert room.confirm(path, word=new, sign="1").status_code == 303
    assert room.confirm(path, word=new, sign="1").status_code == 403
    other = room.client.post("/api/records", json=room.signed("refused"), headers=SCRIPT).json()
    assert room.confirm(other["sheet"], word=new, sign="1").status_code == 403, "the word of another sheet"
    assert room.stand() == "agreed"


def test_cancel_signs_nothing(room):
    path = room.offered()
    assert room.confirm(path, word=room.word(path), cancel="1").status_code == 303
    assert room.stand() == "open" and room.client.get(path, headers=PAGE).status_code == 403


def test_the_sheet_says_the_terms_and_what_a_clause_ends(room):
    """Catches: a signature under terms that the officer had not read."""
    terms = {"ends_ms": 1_900_000_000_000, "notice_ms": 86_400_000}
    body = {"clause": "meet", "number": 1, "title": "Meet", "content": TEXT, "terms": terms}
    room.desk.sign("clause.proposed/1", body)
    text = room.client.get(room.offered(), headers=PAGE).text
    assert "2030-03-17 17:46:40 UTC" in text and "for one day after" in text


def test_another_version_is_signed_in_its_own_words(room):
    """Catches: the sheet of a stand on a counter said the version on the table, or nothing."""
    before = room.node.truth.state.of(ACCORD).clauses["meet"]
    other = {**TEXT, "texts": {"en": "One side meets."}}
    room.desk.sign("clause.countered/1", {"clause": "meet", "against": before.meaning, "title": "Meet",
                                          "content": other, "reason": "Too many"})  # fmt: skip
    (counter,) = room.node.truth.state.of(ACCORD).clauses["meet"].counters.values()
    path = room.client.post("/api/records", json=room.signed(of=counter.meaning), headers=SCRIPT).json()["sheet"]
    text = room.client.get(path, headers=PAGE).text
    assert "One side meets." in text and "Both &lt;b&gt;sides" not in text


def test_what_changed_meanwhile_is_not_signed(room):
    path = room.offered()
    room.desk.sign("clause.proposed/1", {"clause": "meet", "number": 1, "title": "Meet",
                                         "content": {**TEXT, "texts": {"en": "Nobody meets."}}})  # fmt: skip
    answer = room.client.get(path, headers=PAGE)
    assert answer.status_code == 403 and "not on the table" in answer.text


def test_what_protects_at_once_needs_no_second_page(room):
    body = {"movement": "m1", "reason": "Shots."}
    drafted = room.client.post("/api/drafts", json={"type": "movement.stopped/1", "body": body}).json()["payload"]
    pae = dsse.pae(dsse.PAYLOAD_TYPE, base64.b64decode(drafted))
    signed = {"payload": drafted, "keyid": room.desk.signer.key_id,
              "sig": base64.b64encode(room.desk.signer.sign(pae)).decode()}  # fmt: skip
    assert room.client.post("/api/records", json=signed, headers=SCRIPT).status_code in (201, 403)


def test_bytes_that_the_key_has_not_signed_get_no_sheet(room):
    signed = room.signed()
    other = base64.b64encode(base64.b64decode(signed["payload"]).replace(b'"agreed"', b'"refused"')).decode()
    answer = room.client.post("/api/records", json={**signed, "payload": other}, headers=SCRIPT)
    assert answer.status_code == 403 and "signature does not hold" in answer.text
