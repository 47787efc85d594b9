"""Certificates of a node: made, told by their fingerprint, and what is wrong with them said at once."""

import json
import ssl

import pytest

from safeconduct.errors import BadInput
from safeconduct.node.admission import fingerprint, invitation, read_invitation
from safeconduct.node.config import ConfigError, Listen, read_config
from safeconduct.node.tls import NoCertificate, context_of, fingerprint_of, new_certificate, own_files
from tests.commands import run
from tests.sim.pair import World

NOW_MS = 1_790_000_000_000
TABLE = """
[[peers]]
party = "b"
name = "B"
origin = "b/joint/1"
url = "{url}"
founder = "{founder}"
log_vkey = "b/joint/1+00000000+AAAA"
witness_vkey = "b/joint/1/witness+00000000+AAAA"
certificates = ["{pin}"]
"""


@pytest.fixture
def made(tmp_path):
    return new_certificate(tmp_path / "tls", ["host.example", "192.0.2.7"], 30, NOW_MS)


def test_a_certificate_is_made_shown_and_used(made, tmp_path, capsys):
    certificate, key = made
    assert key.stat().st_mode & 0o77 == 0, "nobody else reads the key"
    listen = Listen(certificate="tls/certificate.pem", key="tls/key.pem")
    assert own_files(tmp_path, listen) == made and listen.url == "https://127.0.0.1:8443"
    assert own_files(tmp_path, Listen()) is None and Listen().url == "http://127.0.0.1:8443"
    code, out, _ = run(capsys, "certificate", "show", certificate, "--json")
    assert code == 0 and json.loads(out) == {"fingerprint": fingerprint_of(certificate)}
    with pytest.raises(BadInput, match="exists already"):
        new_certificate(tmp_path / "tls", ["host.example"], 30, NOW_MS)
    names = ssl._ssl._test_decode_cert(str(certificate))["subjectAltName"]
    assert names == (("DNS", "host.example"), ("IP Address", "192.0.2.7"))


@pytest.mark.parametrize("text", ["", "no certificate", "-----BEGIN CERTIFICATE-----\nAAAA", "\xe9"])
def test_what_is_no_certificate(text, tmp_path, capsys):
    file = tmp_path / "x.pem"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(NoCertificate, match="no certificate"):
        fingerprint_of(file)
    code, _, err = run(capsys, "certificate", "show", file)
    assert code == 2 and "safeconduct certificate new" in err
    with pytest.raises(NoCertificate):
        fingerprint_of(tmp_path / "missing.pem")


@pytest.mark.parametrize("case", ["missing", "another key", "no key", "locked"])
def test_a_certificate_that_cannot_be_used_is_said_before_the_node_starts(case, made, tmp_path):
    certificate, key = made
    if case == "missing":
        certificate.unlink()
    elif case == "another key":
        other = new_certificate(tmp_path / "other", ["x"], 30, NOW_MS)[1]
        key.write_bytes(other.read_bytes())
    elif case == "no key":
        key.write_text("nothing")
    else:
        from cryptography.hazmat.primitives import serialization as form

        plain = form.load_pem_private_key(key.read_bytes(), None)
        sealed = form.BestAvailableEncryption(b"secret")
        key.write_bytes(plain.private_bytes(form.Encoding.PEM, form.PrivateFormat.PKCS8, sealed))
    with pytest.raises(ConfigError, match="cannot be used") as told:
        own_files(tmp_path, Listen(certificate="tls/certificate.pem", key="tls/key.pem"))
    assert "node.toml" in told.value.next_step


@pytest.mark.parametrize(
    ("add", "said"),
    [
        ('[listen]\ncertificate = "a"\n', "certificate and key go together"),
        (TABLE.format(url="http://b", founder="0" * 64, pin="0" * 64), "the url is not https"),
        (TABLE.format(url="https://b", founder="0" * 64, pin="0" * 63), "certificates"),
        (TABLE.format(url="https://b", founder="0" * 64, pin="A" * 64), "certificates"),
    ],
)
def test_settings_that_make_no_sense(add, said, tmp_path):
    head = 'format = 1\nparty = "a"\nname = "A"\naccord = "joint"\n'
    (tmp_path / "node.toml").write_text(head + add)
    with pytest.raises(ConfigError, match=said):
        read_config(tmp_path / "node.toml")
    good = TABLE.format(url="https://b", founder="0" * 64, pin="0" * 64)
    (tmp_path / "node.toml").write_text(head + good)
    assert read_config(tmp_path / "node.toml").peers[0].certificates == ("0" * 64,)


def test_the_invitation_carries_the_pin_and_its_fingerprint_covers_all_of_it(tmp_path):
    world = World(tmp_path, ("a", "b"))
    a, _ = world.sides
    plain = invitation(a.node, None)
    assert plain.certificates == () and plain.url.startswith("http://")
    certificate, _ = new_certificate(a.root / "tls", ["a"], 30, NOW_MS)
    text = (a.root / "node.toml").read_text()
    paths = 'certificate = "tls/certificate.pem"\nkey = "tls/key.pem"\n'
    (a.root / "node.toml").write_text(text.replace("[listen]\n", "[listen]\n" + paths))
    a.again()
    pinned = invitation(a.node, None)
    assert pinned.certificates == (fingerprint_of(certificate),) and pinned.url == "https://127.0.0.1:8443"
    assert invitation(a.node, "http://proxy").certificates == ()
    assert fingerprint(pinned) != fingerprint(plain), "whoever changes a pin or a key on the way is heard"
    import msgspec

    (tmp_path / "a.invitation").write_bytes(msgspec.json.encode(pinned))
    assert read_invitation(tmp_path / "a.invitation") == pinned
    assert fingerprint(read_invitation(tmp_path / "a.invitation")) == fingerprint(pinned)


def test_without_a_pin_public_issuers_decide():
    assert context_of(()).verify_mode is ssl.CERT_REQUIRED and context_of(()).check_hostname
