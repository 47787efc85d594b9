"""Default deny: every route asks who is there, except those that are listed here with their reason."""

import re

import pytest
from litestar.testing import TestClient

from safeconduct.node.app import HEADERS, make_app
from tests.style.tree import ROOT

OPEN = {
    ("POST", "/witness/add-checkpoint"): "the log's own signature under the head is the credential",
    ("POST", "/mirror/add-checkpoint"): "the same",
    ("POST", "/mirror/add-entries"): "only what such a head holds is taken",
    ("GET", "/feeds/osmand"): "counts only what names an enrolled device; what is no report is refused before that",
    ("GET", "/"): "sends to the watch or to the sign-in",
    ("GET", "/sign-in"): "the page to sign in with",
    ("GET", "/api/challenge"): "what is signed to sign in",
    ("POST", "/api/session"): "takes the signed challenge",
    ("DELETE", "/api/session"): "ends a session; there is none to end",
    ("GET", "/v/{desk}"): "a source says nobody who it is; 403 where there is no such desk",
    ("GET", "/v/{desk}/keys"): "the same: public keys of the desk, which the page seals to",
    ("POST", "/v/{desk}/report"): "the same: sealed, of one size, so many in an hour",
    ("POST", "/v/return"): "a code of 120 bits is the credential; unknown ones get an answer that looks the same",
    ("GET", "/n/worker.js"): "the same script for every phone, as those under /static",
    ("GET", "/j/worker.js"): "the same script for every phone, as those under /static",
    ("GET", "/static/{file_path}"): "scripts, styles and fonts: the same for everybody, public in the source",
}
"""Route: why nobody needs to sign in for it."""
OTHER_DOOR = {
    ("GET", "/log/{path}"): "peers knock with their witness key",
    ("GET", "/log-of/{path}"): "peers knock with their witness key",
    ("GET", "/share/{feed}"): "peers knock with their witness key, and a mandate must be in force",
    ("POST", "/feeds/{kind}"): "devices have a secret of their own, or a name that an officer has enrolled",
}
"""Route: how it is guarded instead of by an officer's session."""


@pytest.fixture(scope="module")
def app(node):
    return make_app(node)


@pytest.fixture(scope="module")
def client(app):
    with TestClient(app, raise_server_exceptions=False) as opened:
        yield opened


def routes(app) -> list[tuple[str, str]]:
    """(method, path as people read it) of every route."""
    return sorted(
        (method, route.path_format)
        for route in app.routes
        for method in route.methods
        if method not in ("HEAD", "OPTIONS")
    )


def concrete(path: str) -> str:
    """The path with something in place of its parameters."""
    return re.sub(r"\{[^}]*\}", "x", path)


def ask(client, method: str, path: str, accept: str = "application/json"):
    return client.request(method, concrete(path), headers={"accept": accept}, content=b"{}", follow_redirects=False)


def test_every_route_is_walked(app):
    every = routes(app)
    assert len(every) > 15
    assert set(OPEN) | set(OTHER_DOOR) <= set(every), "a listed route is gone: take it off the list"


def test_nobody_gets_in_without_signing_in(app, client):
    open_doors = []
    for method, path in routes(app):
        if (method, path) in OPEN:
            continue
        status = ask(client, method, path).status_code
        if status not in (401, 403):
            open_doors.append(f"{method} {path}: {status}")
    assert not open_doors, "\n".join(open_doors)


def test_a_made_up_session_opens_nothing(app, client):
    for method, path in routes(app):
        if (method, path) in OPEN:
            continue
        headers = {"accept": "application/json", "cookie": f"safeconduct_session={'A' * 43}"}
        answer = client.request(method, concrete(path), headers=headers, content=b"{}", follow_redirects=False)
        assert answer.status_code in (401, 403), (method, path)


def test_a_browser_is_sent_to_the_sign_in(client):
    answer = ask(client, "GET", "/watch", accept="text/html")
    assert answer.status_code in (302, 303, 307)
    assert answer.headers["location"] == "/sign-in"


def test_every_answer_carries_the_headers(app, client):
    asked = [(method, path, ask(client, method, path)) for method, path in routes(app)]
    asked.append(("GET", "/nowhere", ask(client, "GET", "/nowhere")))
    asked.append(("GET", "/watch", ask(client, "GET", "/watch", accept="text/html")))
    missing = [
        f"{method} {path} ({answer.status_code}): {name}"
        for method, path, answer in asked
        for name, value in HEADERS.items()
        if answer.headers.get(name) != value
    ]
    assert not missing, "\n".join(missing)


def test_the_policy_lets_nothing_in_from_outside():
    policy = HEADERS["content-security-policy"]
    assert "default-src 'none'" in policy
    for loose in ("unsafe-inline", "unsafe-eval", "http:", "https:", "*"):
        assert loose not in policy


def test_every_route_is_in_the_description(app):
    said = (ROOT / "docs/api.md").read_text(encoding="utf-8")
    missing = [f"{method} {path}" for method, path in routes(app) if f"`{method} {path}`" not in said]
    assert not missing, "\n".join(missing)
