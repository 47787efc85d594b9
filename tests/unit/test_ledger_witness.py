"""The witness protocol: a public sequence, our own client and server, and every status."""

import json
from pathlib import Path

import pytest

from safeconduct.ledger import checkpoint, cosignature, leaf_hash, merkle, witness
from safeconduct.wire import ed25519, note

SEQUENCE = Path("../shared/vectors/witness/litewitness-sequence.json")
LOG = note.Signer("host/accord/1", ed25519.Signer(b"\x07" * 32))
WITNESS = note.Signer("company/witness", ed25519.Signer(b"\x09" * 32), note.COSIGNATURE)
ENTRIES = [b"entry %d" % i for i in range(40)]
NOW_S = 1_790_000_000


def read(level, index):
    return merkle.root_of([leaf_hash(e) for e in ENTRIES[index << level : (index + 1) << level]])


def head(size, root=None, signer=LOG):
    root = merkle.root(size, read) if root is None else root
    return note.sign(checkpoint.Checkpoint(signer.key.name, size, root).text, signer)


class Server:
    def __init__(self, origin=LOG.key.name, keys=(LOG.key,), signer=WITNESS):
        self.keys = {origin: keys}
        self.signer = signer
        self.kept = {}

    def post(self, body):
        answer = witness.answer(body, lambda o: self.keys.get(o, ()), self._last, self.signer, NOW_S)
        if answer.keep:
            assert answer.status == 200
            self.kept[answer.origin] = answer.keep
        return answer

    def _last(self, origin):
        return checkpoint.parse(note.read(self.kept[origin]).text) if origin in self.kept else None


def request(old, size, proof=None, raw=None):
    proof = merkle.consistency(old, size, read) if proof is None else proof
    return witness.encode_request(witness.Request(old, proof, head(size) if raw is None else raw))


def test_client_and_server_agree():
    server = Server()
    old = 0
    for size in (0, 1, 5, 5, 32, 40):
        answer = server.post(request(old, size))
        cosigned = witness.read_answer(answer.status, answer.body, head(size), [WITNESS.key])
        assert cosignature.verify(cosigned, WITNESS.key).at_s == NOW_S
        assert checkpoint.open_checkpoint(server.kept[LOG.key.name], LOG.key).size == size
        assert cosignature.verify(server.kept[LOG.key.name], WITNESS.key)
        old = size


def test_a_client_learns_where_the_witness_is():
    server = Server()
    server.post(request(0, 5))
    answer = server.post(request(0, 9, ()))
    assert (answer.status, answer.body, answer.content_type) == (409, b"5\n", witness.SIZE_TYPE)
    with pytest.raises(witness.Conflict) as caught:
        witness.read_answer(answer.status, answer.body, head(9), [WITNESS.key])
    assert server.post(request(caught.value.size, 9)).status == 200


OTHER = note.Signer(LOG.key.name, ed25519.Signer(b"\x0a" * 32))
STRANGER = note.Signer("stranger/accord/1", ed25519.Signer(b"\x0b" * 32))
FORGED = head(9).replace(b"\n9\n", b"\n8\n")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (request(5, 9, raw=head(9, signer=STRANGER)), 404),
        (request(5, 9, raw=head(9, signer=OTHER)), 403),
        (request(5, 9, raw=FORGED), 403),
        (request(5, 9, raw=head(9)[:-2] + b"!\n"), 403),
        (request(6, 5, ()), 400),
        (request(4, 9), 409),
        (request(0, 9, ()), 409),
        (request(5, 9, ()), 422),
        (request(5, 9, raw=head(9, bytes(32))), 422),
        (request(5, 5, (), head(5, bytes(32))), 422),
        (request(5, 5, (bytes(32),)), 422),
        (b"", 400),
        (b"old 05\n\n" + head(9), 400),
        (b"old -5\n\n" + head(9), 400),
        (b"old 5\n!\n\n" + head(9), 400),
        (b"old 5\nAAAA\n\n" + head(9), 400),
        (b"old 5\n\n" + b"not a note", 400),
        (b"old 5\n\n" + note.sign("text\n", LOG), 400),
        (request(5, 9, (bytes(32),) * 63), 422),
        (b"old 5\n" + (b"A" * 43 + b"=\n") * 64 + b"\n" + head(9), 400),
    ],
)
def test_every_status(body, status):
    server = Server()
    server.post(request(0, 5))
    kept = dict(server.kept)
    answer = server.post(body)
    assert (answer.status, server.kept) == (status, kept)
    assert bool(answer.suspect) == (status == 422)
    if status != 409:
        with pytest.raises(witness.Refused):
            witness.read_answer(answer.status, answer.body, head(9), [WITNESS.key])


def test_an_empty_tree_has_one_root():
    assert Server().post(request(0, 0, (), head(0, bytes(32)))).status == 422
    assert Server().post(request(0, 9, (bytes(32),))).status == 422


@pytest.mark.parametrize("body", [b"", b"\xff", b"thank you\n", b"\xe2\x80\x94 a b\n"])
def test_an_answer_without_signature_lines_is_refused(body):
    with pytest.raises(witness.Refused):
        witness.read_answer(200, body, head(9), [WITNESS.key])


def test_a_cosignature_of_another_head_or_by_a_stranger_is_not_taken():
    answer = Server().post(request(0, 5))
    with pytest.raises(cosignature.NotCosigned):
        witness.read_answer(200, answer.body, head(9), [WITNESS.key])
    stranger = note.Signer("stranger", ed25519.Signer(b"\x0c" * 32), note.COSIGNATURE)
    with pytest.raises(cosignature.NotCosigned):
        witness.read_answer(200, answer.body, head(5), [stranger.key])
    both = answer.body + cosignature.cosign(head(5), stranger, NOW_S)
    found = witness.read_answer(200, both, head(5), [WITNESS.key])
    assert [line.name for line in note.read(found).signatures] == [LOG.key.name, WITNESS.key.name]


def test_only_the_logs_own_signature_is_kept_beside_the_cosignature():
    other = note.Signer("other/witness", ed25519.Signer(b"\x0d" * 32), note.COSIGNATURE)
    raw = cosignature.add(head(5), cosignature.cosign(head(5), other, NOW_S))
    server = Server()
    server.post(request(0, 5, raw=raw))
    names = [line.name for line in note.read(server.kept[LOG.key.name]).signatures]
    assert names == [LOG.key.name, WITNESS.key.name]


@pytest.mark.shared
def test_a_public_sequence():
    if not SEQUENCE.exists():
        pytest.skip("../shared/vectors/witness is not beside the project")
    data = json.loads(SEQUENCE.read_text())
    origin = data["requests"][0]["body"].split("\n")[2]
    key = note.Key(origin, note.ED25519, bytes.fromhex(data["log_ed25519_public_key_hex"]))
    signer = note.Signer("example.com/witness", ed25519.Signer(b"\x0e" * 32), note.COSIGNATURE)
    server = Server(origin, (key,), signer)
    assert len(data["requests"]) == 9
    for case in data["requests"]:
        answer = server.post(case["body"].encode())
        wanted = 404 if "unknown log" in case["assert"] else case["status"]  # C2SP says 404 today
        assert answer.status == wanted
        text = case["assert"].split(" ", 2)[2].strip('"').replace("\\n", "\n")
        if case["assert"].startswith("body =="):
            assert answer.body.decode() == text
        elif wanted == 200:
            assert text in answer.body.decode()
