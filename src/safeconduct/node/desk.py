"""An officer with a key file: signs in to a running node, asks for drafts, sees what they say, signs them."""

import base64
import os
from collections.abc import Mapping
from getpass import getpass
from pathlib import Path
from typing import Any, Final

import httpx
import msgspec

from safeconduct.errors import BadInput, Denied, SafeconductError, Unavailable
from safeconduct.records import record as records
from safeconduct.records.units import RecordId
from safeconduct.state.entry import record_id
from safeconduct.wire import dsse
from safeconduct.wire.ed25519 import Signer

from .api.session import challenge_text
from .keyfile import is_locked, read_key
from .tls import context_of

_PASSPHRASE_ENV: Final = "SAFECONDUCT_PASSPHRASE"  # noqa: S105 - the name of a variable
PIN_ENV: Final = "SAFECONDUCT_PIN"
"""The fingerprint of the node's certificate, where no public issuer vouches for it."""
_STATUS: Final[Mapping[int, type[SafeconductError]]] = {400: BadInput, 401: Denied, 403: Denied, 409: BadInput}


class Differs(Denied):
    """The node drafted something else than was asked for."""


class Unanswered(Unavailable):
    """The node went away before it said whether it took the record. `record` is the id that it has if it did."""

    def __init__(self, record: RecordId, why: str) -> None:
        super().__init__(why, f"look whether record {record[:12]} is in the log, then sign again if it is not")
        self.record = record


class Signed(msgspec.Struct, frozen=True):
    """The receipt: the record is durable in the party's log."""

    id: str
    index: int


class Desk:
    """One signed-in officer."""

    def __init__(self, url: str, key: Path, client: httpx.Client | None = None) -> None:
        self.signer, self.name = open_key(key)
        self._client = client or _client(url)
        host = self._client.base_url.netloc.decode()
        nonce = self._call("GET", "/api/challenge")["nonce"]
        signature = self.signer.sign(challenge_text(host, nonce))
        answer = {"key": self.signer.key_id, "nonce": nonce, "sig": base64.b64encode(signature).decode()}
        self._call("POST", "/api/session", answer)

    def sign(self, kind: str, body: object, at_ms: int | None = None) -> Signed:
        """Ask for a draft, see that it says what was asked for, sign it, hand it in."""
        wanted = {"type": kind, "body": body, "at_ms": at_ms}
        payload = base64.b64decode(self._call("POST", "/api/drafts", wanted)["payload"])
        record = records.read(payload)
        if record.type != kind or record.body != msgspec.convert(msgspec.to_builtins(body), records.BODIES[kind]):
            raise Differs("the node offers something else to sign than you asked for", "tell your administrator")
        signature = self.signer.sign(dsse.pae(dsse.PAYLOAD_TYPE, payload))
        posted = {
            "payload": base64.b64encode(payload).decode(),
            "keyid": self.signer.key_id,
            "sig": base64.b64encode(signature).decode(),
        }
        try:
            return msgspec.convert(self._call("POST", "/api/records", posted), Signed)
        except Unavailable as error:
            envelope = dsse.Envelope(payload, dsse.PAYLOAD_TYPE, (dsse.Signature(self.signer.key_id, signature),))
            raise Unanswered(record_id(dsse.encode(envelope)), str(error)) from error

    def get(self, path: str) -> Any:
        """A JSON answer of the node."""
        return self._call("GET", path)

    def file(self, path: str) -> bytes:
        """A file that the node prints. Raises BadInput, Unavailable."""
        try:
            response = self._client.get(path)
        except httpx.HTTPError as error:
            raise Unavailable(f"no answer: {error}", "check that the node runs: safeconduct serve NODE") from error
        if not response.is_success:
            raise BadInput(f"the node has no {path}", next_step="check the ids in it")
        return response.content

    def made(self, path: str, body: object) -> tuple[bytes, Mapping[str, str]]:
        """A file that the node makes from what is posted, and its headers. Raises BadInput, Denied, Unavailable."""
        response = self._respond("POST", path, msgspec.json.encode(body), "application/json")
        return response.content, response.headers

    def put(self, path: str, content: bytes) -> Any:
        """Post a file as it is; the node's JSON answer."""
        return self._call("POST", path, msgspec.Raw(content))

    def post(self, path: str, body: object) -> Any:
        """The JSON answer to something that is no record."""
        return self._call("POST", path, body)

    def post_file(self, path: str, content: bytes) -> Any:
        """The JSON answer to a file."""
        return self._request("POST", path, content, "application/octet-stream")

    def _call(self, method: str, path: str, body: object = None) -> Any:
        content = None if body is None else msgspec.json.encode(body)
        return self._request(method, path, content, "application/json")

    def _request(self, method: str, path: str, content: bytes | None, media: str) -> Any:
        return msgspec.json.decode(self._respond(method, path, content, media).content)

    def _respond(self, method: str, path: str, content: bytes | None, media: str) -> httpx.Response:
        headers = {"content-type": media, "accept": "application/json"}
        try:
            response = self._client.request(method, path, content=content, headers=headers)
        except httpx.HTTPError as error:
            raise Unavailable(
                f"no answer from {self._client.base_url}: {error}",
                "check that the node runs: safeconduct serve NODE",
            ) from error
        if response.is_success:
            return response
        try:
            said = msgspec.json.decode(response.content, type=dict[str, str])
        except msgspec.DecodeError:
            said = {"error": f"the node answers {response.status_code}", "next": "look at the node's own output"}
        kind = _STATUS.get(response.status_code, Unavailable)
        raise kind(said.get("error", ""), next_step=said.get("next", ""))


def _client(url: str) -> httpx.Client:
    pin = os.environ.get(PIN_ENV, "")
    verify = context_of((pin,) if pin else ()) if url.startswith("https://") else False
    return httpx.Client(base_url=url.rstrip("/"), timeout=30, trust_env=False, verify=verify)


def open_key(path: Path) -> tuple[Signer, str]:
    """The signer and the name in a key file; asks for the passphrase where there is one."""
    passphrase = None
    if is_locked(path):
        passphrase = os.environ.get(_PASSPHRASE_ENV) or getpass(f"passphrase of {path}: ")
    return read_key(path, passphrase)
