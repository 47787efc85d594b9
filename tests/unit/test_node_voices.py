"""A confidential report from the source to the desk and back, with whole nodes: who reads it, and who never."""

import asyncio
import re
from types import SimpleNamespace

import msgspec
import pyrage
import pytest
from litestar.testing import TestClient

from safeconduct.errors import BadInput, Denied
from safeconduct.node.api import voices as api
from safeconduct.node.api.voices import THREAD_BYTES, told
from safeconduct.node.app import make_app
from safeconduct.node.sealing import NotOpened
from safeconduct.node.source import Line, NotFound, answered_body, asked_body, come_back, name_of, read_thread
from safeconduct.node.voice_seal import (
    MESSAGE_BYTES,
    UPLOAD_BYTES,
    OpenDesk,
    TooManyNamed,
    open_text,
    open_thread,
    read_report,
    seal_message,
    seal_report,
)
from safeconduct.records.party import OfficerEnrolled
from safeconduct.records.voice import VoiceHeard
from safeconduct.state.content import CONTENTS
from safeconduct.voice.code import NoCode, new_code, read_code, token_of
from safeconduct.voice.reduce import VOICES
from tests.parties import signer
from tests.sim.pair import Pair

TEXT = "Guard 4 sells the route of the bus on Thursdays. میں نے خود سنا۔"
NAME = "Zubaida, room 12"
DAY = 86_400_000


@pytest.fixture
def office(tmp_path, monkeypatch):
    monkeypatch.setattr(api, "ANSWER_S", 0.02)
    made = Office(tmp_path)
    asyncio.run(made.ready())
    return made


class Office:
    """Host's desk: its founder and Ines read; they and Company's founder keep names, and two of them open one."""

    def __init__(self, tmp_path) -> None:
        self.pair = Pair(tmp_path)
        self.host, self.company = self.pair.host, self.pair.company
        self.ines = SimpleNamespace(signer=signer("ines"), node=self.host.node)
        self.age = {}

    async def ready(self) -> None:
        await self.pair.sync()
        ines = self.ines.signer
        await self.host.act("officer.enrolled/1", **msgspec.to_builtins(OfficerEnrolled(
            key=ines.public.hex() if isinstance(ines.public, bytes) else ines.public,
            key_id=ines.key_id, name="Ines", roles=("security",))))  # fmt: skip
        await self.pair.sync()
        keys = {"host": self.host.signer.key_id, "ines": ines.key_id, "company": self.company.signer.key_id}
        self.keys = keys
        opened = await self.host.act(
            "desk.opened/1", desk="d1", title="Concerns", readers=[keys["host"], keys["ines"]],
            keepers=sorted(keys.values()), threshold=2, keep_days=30,
        )  # fmt: skip
        await self.pair.sync()
        for who in keys:
            identity = pyrage.x25519.Identity.generate()
            self.age[who] = str(identity)
            await self.act(
                who, "desk.joined/1", opened=opened, officer=keys[who], recipient=str(identity.to_public())
            )
            await self.pair.sync()

    async def act(self, who: str, kind: str, **body):
        side = self.company if who == "company" else self.host
        own, side.signer = side.signer, self.ines.signer if who == "ines" else side.signer
        try:
            return await side.act(kind, **body)
        finally:
            side.signer = own

    def line(self, client: TestClient) -> Line:
        return Line("http://node", client)

    def found(self, who: str) -> dict:
        """What that officer's node tells of the only report."""
        side = self.company if who == "company" else self.host
        listed = msgspec.to_builtins(told(side.node, self.keys[who])["voices"][0])
        if who == "company":
            return listed
        voice = next(iter(side.node.truth.state.of(VOICES).voices.values()))
        voices = side.node.voices
        messages = [
            {"at_ms": m.at_ms, "by": m.by, "sealed": voices.message(m.content).sealed} for m in voice.messages
        ]
        return {**listed, "report": msgspec.to_builtins(voices.report(voice)), "messages": messages}


def reported(office, client, concerned=(), name=NAME) -> str:
    desk = msgspec.json.decode(client.get("/v/d1/keys").content, type=OpenDesk)
    sealed, code = seal_report(desk, TEXT, name, [office.keys[each] for each in concerned])
    office.line(client).post("/v/d1/report", sealed)
    return code


def test_a_report_is_read_answered_and_read_again(office):
    with TestClient(make_app(office.host.node)) as client:
        code = reported(office, client)
        assert [each["text"] for each in read_thread(office.found("ines"), office.age["ines"])] == [TEXT]
        report = office.found("host")["report"]
        sealed = seal_message("Thank you. Are you safe?", [report["source"], report["thread"]])
        voice = office.found("host")["voice"]

        async def answer():
            digest = await office.host.node.keep(sealed, lambda _: None)
            until = office.pair.clock.ms + DAY
            await office.act("ines", "voice.answered/1", voice=voice, content=digest, keep_until_ms=until)

        asyncio.run(answer())
        back = come_back(office.line(client), code.upper().replace("-", " "), "Yes, for now.")
        assert [each["text"] for each in back["replies"]] == ["Thank you. Are you safe?"]
        said = read_thread(office.found("host"), office.age["host"])
        assert [(each["who"], each["text"]) for each in said][-2:] == [
            ("desk", "Thank you. Are you safe?"), ("source", "Yes, for now.")]  # fmt: skip


def test_the_name_takes_two_keepers_and_the_source_is_told(office):
    with TestClient(make_app(office.host.node)) as client:
        code = reported(office, client)

        async def asked():
            body = asked_body(office.found("ines"), office.keys["ines"], "to move the source")
            await office.act("ines", "identity.asked/1", **body)
            await office.pair.sync()

        asyncio.run(asked())
        assert come_back(office.line(client), code)["looked"][0]["opened_ms"] is None

        async def agrees(who):
            body = answered_body(office.found(who), office.keys[who], office.age[who], None)
            await office.act(who, "identity.answered/1", **body)
            await office.pair.sync()

        asyncio.run(agrees("ines"))
        with pytest.raises(NotOpened, match="too few"):
            name_of(office.found("ines"), office.age["ines"])
        asyncio.run(agrees("company"))
        assert name_of(office.found("ines"), office.age["ines"]) == NAME
        with pytest.raises(NotOpened):
            name_of(
                office.found("host"), office.age["host"]
            )  # who did not ask reads nothing, with all records at hand
        looked = come_back(office.line(client), code)["looked"]
        assert len(looked) == 1 and looked[0]["opened_ms"] and looked[0]["agreed"] == 2


def test_one_keeper_with_everything_that_is_stored_reads_no_name(office):
    """k - 1 by trying: each private key of one keeper, on every age file of the report."""
    with TestClient(make_app(office.host.node)) as client:
        reported(office, client)
    report = read_report(msgspec.json.encode(office.found("host")["report"]))
    files = [report.name.sealed, *(f for s in report.name.sets for f in (s.nested, *s.shares))]
    for who in office.keys:
        keys = {office.age[who]}
        for _ in range(3):  # whatever opens may hold another key
            for file in files:
                keys |= set(re.findall(r"AGE-SECRET-KEY-[0-9A-Z]+", _opened(file, keys)))
        assert len(keys) > 1, "its own shares do open"
        assert all(NAME not in _opened(file, keys) for file in files), who


def _opened(file: str, keys) -> str:
    import base64

    raw, found = base64.b64decode(file), ""
    for key in keys:
        try:
            opened = pyrage.decrypt(raw, [pyrage.x25519.Identity.from_str(key)])
        except pyrage.DecryptError:
            continue
        found += opened.decode(errors="replace")
    return found


def test_whom_the_source_names_can_read_nothing_of_it_and_has_no_say(office):
    with TestClient(make_app(office.host.node)) as client:
        reported(office, client, concerned=["ines"])
    report = read_report(msgspec.json.encode(office.found("ines")["report"]))
    with pytest.raises(NotOpened):
        open_thread(report, office.age["ines"])
    assert open_text(report.text, open_thread(report, office.age["host"])) == TEXT

    async def asked():
        await office.act("host", "identity.asked/1", **asked_body(office.found("host"), office.keys["host"], "why"))
        with pytest.raises(NotOpened):
            answered_body(office.found("ines"), office.keys["ines"], office.age["ines"], None)
        await office.act("host", "voice.barred/1", voice=office.found("host")["voice"], officer=office.keys["ines"])
        body = {"voice": office.found("host")["voice"], "asked": office.found("host")["asked"]["record"],
                "keeper": office.keys["ines"], "shares": ["QQ==", "QQ=="], "reason": ""}  # fmt: skip
        with pytest.raises(Denied, match="keeps no share"):
            await office.act("ines", "identity.answered/1", **body)

    asyncio.run(asked())


def test_what_is_stored_tells_nothing_of_who_is_named_or_whether_there_is_a_name(office):
    with TestClient(make_app(office.host.node)) as client:
        desk = msgspec.json.decode(client.get("/v/d1/keys").content, type=OpenDesk)
    one, _ = seal_report(desk, "short", "")
    other, _ = seal_report(desk, "long " * 1_600, "A name", [office.keys["ines"]])
    assert len(one) == len(other) == UPLOAD_BYTES
    shapes = [[len(each.shares) for each in read_report(raw).name.sets] for raw in (one, other)]
    assert shapes[0] == shapes[1] == [2, 2, 2]
    with pytest.raises(BadInput, match="are more than"):
        seal_report(desk, "x" * 9_000, "")
    with pytest.raises(TooManyNamed, match="everybody who reads"):
        seal_report(desk, "text", "", [office.keys["ines"], office.keys["host"]])
    with pytest.raises(TooManyNamed, match="too few keepers"):
        seal_report(desk, "text", NAME, [office.keys["ines"], office.keys["company"]])


def test_the_log_and_the_folder_hold_no_word_of_it(office):
    with TestClient(make_app(office.host.node)) as client:
        code = reported(office, client)
    secret = [TEXT.encode(), NAME.encode(), b"Guard 4", code.encode(), code.replace("-", "").encode(),
              token_of(code).encode()]  # fmt: skip
    for side in office.pair.sides:
        files = [path for path in side.root.rglob("*") if path.is_file()]
        assert len(files) > 5
        for path in files:
            raw = path.read_bytes()
            assert not any(each in raw for each in secret), path


def test_known_and_unknown_codes_get_answers_of_one_size(office):
    with TestClient(make_app(office.host.node)) as client:
        code = reported(office, client)
        sizes = set()
        for each in (code, new_code(bytes(15))):
            body = {"token": token_of(each), "act": "look", "message": "0" * MESSAGE_BYTES}
            answer = client.post("/v/return", json=body)
            assert answer.status_code == 200 and "content-encoding" not in answer.headers
            sizes.add(len(answer.content))
        assert sizes == {THREAD_BYTES}
        with pytest.raises(NotFound):
            come_back(office.line(client), new_code(bytes(15)))


def test_an_answer_takes_its_time_whether_or_not_the_code_is_known(office, monkeypatch):
    """By the loop's own clock: the node sleeps up to the same moment, whatever it did before."""
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    monkeypatch.setattr(api, "ANSWER_S", 9.0)
    with TestClient(make_app(office.host.node)) as client:
        monkeypatch.setattr(api.asyncio, "sleep", sleep)
        for code in (reported(office, client), new_code(bytes(15))):
            client.post("/v/return", json={"token": token_of(code), "act": "look", "message": "0" * MESSAGE_BYTES})
    assert len(slept) == 3 and all(0 < each <= 9.0 for each in slept)


def test_erased_on_its_date_and_when_the_source_asks(office):
    with TestClient(make_app(office.host.node)) as client:
        first, second = reported(office, client), reported(office, client)
        assert come_back(office.line(client), first, erase=True) == {"erased": True}
        with pytest.raises(NotFound):
            come_back(office.line(client), first)
        come_back(office.line(client), second)
        node = office.host.node
        voices = node.truth.state.of(VOICES).voices
        (gone,) = [each for each in voices if node.blobs.get(each) is None]
        office.pair.clock.ms += 30 * DAY + 60_000
        asyncio.run(node.tick())
        assert all(node.blobs.get(each) is None for each in voices)
        assert {(node.config.party, each) for each in voices} <= set(node.truth.state.of(CONTENTS).erased)
        with pytest.raises(NotFound):
            come_back(office.line(client), second)
        assert gone in voices


def test_a_report_survives_a_restart_and_is_kept_once(office):
    with TestClient(make_app(office.host.node)) as client:
        desk = msgspec.json.decode(client.get("/v/d1/keys").content, type=OpenDesk)
        sealed, code = seal_report(desk, TEXT, "")
        for _ in range(2):
            office.line(client).post("/v/d1/report", sealed)
    office.host.again()
    with TestClient(make_app(office.host.node)) as client:
        assert come_back(office.line(client), code)["replies"] == []
    heard = [p for p in office.host.node.truth.fold.order if isinstance(p.entry.record.body, VoiceHeard)]
    assert len(heard) == 1


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda raw: raw[:-1], "each is exactly"),
        (lambda raw: b"{" + b" " * (UPLOAD_BYTES - 1), "not sealed"),
        (lambda raw: raw.replace(b'"opened":"', b'"opened":"0')[:-1], "not sealed|each is exactly"),
        (lambda raw: raw.replace(b'"keys"', b'"kezs"'), "not sealed"),
    ],
)
def test_what_is_no_sealed_report_is_refused(office, change, why):
    with TestClient(make_app(office.host.node)) as client:
        desk = msgspec.json.decode(client.get("/v/d1/keys").content, type=OpenDesk)
        sealed, _ = seal_report(desk, TEXT, "")
        with pytest.raises(BadInput, match=why):
            office.line(client).post("/v/d1/report", change(sealed))
    assert not office.host.node.truth.state.of(VOICES).voices


def test_too_many_at_once_are_asked_to_wait(office):
    app = make_app(office.host.node)
    with TestClient(app) as client:
        answers = [client.post("/v/return", json={}).status_code for _ in range(121)]
    assert answers[:120] == [400] * 120 and answers[120] == 429


def test_a_code_is_read_as_people_write_it():
    code = new_code(bytes(range(15)))
    assert re.fullmatch(r"([0-9a-hjkmnp-tv-z]{5}-){4}[0-9a-hjkmnp-tv-z]{5}", code)
    assert read_code(code.upper().replace("-", "").replace("0", "O").replace("1", "l")) == code
    for wrong in ("", code[:-1], code[:-1] + ("0" if code[-1] != "0" else "2"), f"{code}0"):
        with pytest.raises(NoCode):
            read_code(wrong)
