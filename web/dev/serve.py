"""Look at the pages without a node: `.venv/bin/python web/dev/serve.py --roads FILE.osm.pbf`, then open it.

It serves the real templates, texts and static files over an invented world (world.json), with the same headers,
signs in any key, checks signatures, and knows just enough to show an acknowledgement or a stand. Not for use.
"""

import argparse
import base64
import contextlib
import hashlib
import json
import queue
import secrets
import time
from collections.abc import Callable
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from fluent.runtime import FluentBundle, FluentResource
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from nacl.signing import SigningKey, VerifyKey

from safeconduct.node.pages.menu import MENU

HERE = Path(__file__).parent
NODE = HERE.parent.parent / "src/safeconduct/node"
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
KEY_FILE = HERE.parent.parent / "build/web-dev/officer.key.json"
KINDS = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".woff2": "font/woff2"}


def iso(ms: int) -> str:
    """2026-02-11T14:02:31Z"""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(ms / 1000))


def utc(ms: int) -> str:
    """14:02:31"""
    return time.strftime("%H:%M:%S", time.gmtime(ms / 1000))


def texts(lang: str) -> Callable[..., str]:
    """`t(id, **variables)` of that language."""
    bundle = FluentBundle([lang], use_isolating=lang == "ur")
    for path in sorted((NODE / "locales").glob(f"*{lang}.ftl")):
        bundle.add_resource(FluentResource(path.read_text("utf-8")))

    def t(message: str, **variables: object) -> str:
        text, errors = bundle.format_pattern(bundle.get_message(message).value, variables)
        if errors:
            raise errors[0]
        return str(text)

    return t


def make_key() -> None:
    """A key file for an invented officer, in build/, which git ignores."""
    key = SigningKey.generate()
    KEY_FILE.parent.mkdir(parents=True, exist_ok=True)
    file = {
        "kind": "safeconduct-officer-key/1",
        "name": "A. Virtanen",
        "public": key.verify_key.encode().hex(),
        "seed": key.encode().hex(),
    }
    KEY_FILE.write_text(json.dumps(file), "utf-8")


def told(value: Any, lang: str, at_ms: int) -> Any:
    """The fixture in one language, with seconds from now (`due_s`) as times (`due_ms`)."""
    if isinstance(value, dict):
        if value.keys() == {"en", "zh", "ur"}:
            return value[lang]
        out = {}
        for key, item in value.items():
            if key.endswith("_s"):
                out[f"{key[:-2]}_ms"] = None if item is None else at_ms + item * 1000
            elif key == "texts":
                out[key] = item
            else:
                out[key] = told(item, lang, at_ms)
        return out
    if isinstance(value, list):
        return [told(item, lang, at_ms) for item in value]
    return value


def roads(path: str | None) -> dict[str, Any]:
    """Roads as GeoJSON from an .osm.pbf; without one a plain grid."""
    features: list[dict[str, Any]] = []

    def add(line: list[list[float]], kind: str) -> None:
        geometry = {"type": "LineString", "coordinates": line}
        features.append({"type": "Feature", "geometry": geometry, "properties": {"class": kind}})

    if path is None:
        for i in range(15):
            add(
                [[24.915 + i * 0.004, 60.155], [24.915 + i * 0.004, 60.2]],
                "secondary" if i % 4 == 0 else "residential",
            )
            add(
                [[24.91, 60.157 + i * 0.003], [24.98, 60.157 + i * 0.003]],
                "primary" if i % 5 == 0 else "residential",
            )
    else:
        import osmium

        for way in osmium.FileProcessor(path).with_locations().with_filter(osmium.filter.KeyFilter("highway")):
            if way.is_way() and way.tags["highway"] not in ("footway", "steps", "path", "cycleway", "pedestrian"):
                add(
                    [[round(n.lon, 6), round(n.lat, 6)] for n in way.nodes if n.location.valid()],
                    way.tags["highway"],
                )
    return {"type": "FeatureCollection", "features": features}


class Room:
    """The invented room: its world, its open streams."""

    def __init__(self, world: Path, roads_file: str | None, quiet: bool) -> None:
        self.world = json.loads(world.read_text("utf-8"))
        if quiet:
            self.world.update(alarms=[], timeline=[], movements=[], duties=[], clauses=[])
        self.began = time.perf_counter()
        self.base_ms = 1_770_818_551_000
        self.streams: list[queue.Queue[str]] = []
        self.roads = json.dumps(roads(roads_file)).encode()
        self.names: dict[str, str] = {}
        self.nonces: set[str] = set()

    def now_ms(self) -> int:
        return self.base_ms + int((time.perf_counter() - self.began) * 1000 * self.world["speed"])

    def event(self, name: str) -> str:
        """A server-sent event; `clock` carries the time."""
        data = {"now_ms": self.now_ms(), "speed": self.world["speed"]} if name == "clock" else {}
        return f"event: {name}\ndata: {json.dumps(data)}\n\n"

    def tell(self, name: str) -> None:
        for stream in self.streams:
            stream.put(self.event(name))

    def apply(self, record: dict[str, Any], officer: str) -> None:
        body, at_s = record["body"], (self.now_ms() - self.base_ms) // 1000
        for alarm in self.world["alarms"]:
            own = next(room for room in alarm["rooms"] if room["party"] == self.world["party"])
            if record["type"] == "alarm.acknowledged/1" and alarm["id"] == body["alarm"]:
                own.update(acknowledged_s=at_s, officer=officer)
            if record["type"] == "check.made/1" and alarm["asset"] == body["asset"]:
                alarm.update(resolved_s=at_s, resolution=f"Checked by {officer}: {body['finding']}")
        for movement in self.world["movements"]:
            if record["type"] == "movement.stopped/1" and movement["id"] == body["movement"]:
                movement.update(status="stopped", status_text="Stopped", next_s=None)
        for clause in self.world["clauses"]:
            if record["type"] == "clause.position/1" and clause["id"] == body["clause"]:
                clause["stands"][0] = [self.world["party"], body["stand"], officer, body["reason"] or None, at_s]
        self.tell("watch")
        self.tell("accord")


class Handler(BaseHTTPRequestHandler):
    room: Room
    environment = Environment(
        loader=FileSystemLoader(NODE / "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.filters.update(iso=iso, utc=utc)

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        me = self.me()
        if path.startswith("/static/"):
            return self.static(path)
        if path == "/api/challenge":
            nonce = secrets.token_hex(16)
            self.room.nonces.add(nonce)
            return self.json({"nonce": nonce})
        if path == "/sign-in":
            return self.page("sign-in.html", "sign-in", me=None)
        if me is None:
            return self.answer(303, b"", "text/plain", Location="/sign-in")
        pages = {"/watch": ("watch/page.html", "watch"), "/accord": ("accord/page.html", "accord")}
        fragments = {
            "/watch/alarms": "watch/alarms.html",
            "/watch/timeline": "watch/timeline.html",
            "/accord/clauses": "accord/clauses.html",
        }
        if path in pages:
            return self.page(*pages[path], me=me)
        if path in fragments:
            return self.page(fragments[path], "", me=me)
        if path == "/api/watch":
            return self.json(
                {"now_ms": self.room.now_ms(), **told(self.room.world["map"], self.lang(), self.room.base_ms)}
            )
        if path == "/api/roads":
            return self.answer(200, self.room.roads, "application/geo+json")
        if path == "/stream":
            return self.stream()
        return (
            self.answer(303, b"", "text/plain", Location="/watch")
            if path == "/"
            else self.json({"error": "no such page"}, 404)
        )

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        if self.path == "/api/session":
            known = self.known_keys().get(body["key"])
            signed = f"safeconduct sign-in\n{self.headers['host']}\n{body['nonce']}".encode()
            if known is None or body["nonce"] not in self.room.nonces:
                return self.json(
                    {"error": "this key is not enrolled", "next": "ask an administrator to enrol it"}, 401
                )
            known[1].verify(signed, base64.b64decode(body["sig"]))
            return self.json({}, 201, **{"Set-Cookie": f"session={body['key']}; Path=/; HttpOnly; SameSite=Strict"})
        if self.path == "/api/drafts":
            extra = {"alarm.acknowledged/1": {"note": ""}, "clause.position/1": {"reason": ""}}.get(
                body["type"], {}
            )
            record = {
                "type": body["type"],
                "party": self.room.world["party_id"],
                "by": self.me_key(),
                "at_ms": self.room.now_ms(),
                "object": "alarm/7c1e09/company",
                "prev": None,
                "seen": [{"origin": "host/helsinki/1", "root": "ab" * 32, "size": 1284}],
                "accord": self.room.world["accord"]["digest"],
                "body": {**extra, **body["body"]},
            }
            payload = json.dumps(record, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
            return self.json({"payload": base64.b64encode(payload).decode()})
        payload = base64.b64decode(body["payload"])
        kind = b"application/vnd.safeconduct.record+json"
        encoded = b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(payload), payload)
        name, key = self.known_keys()[body["keyid"]]
        key.verify(encoded, base64.b64decode(body["sig"]))
        record = json.loads(payload)
        if record["body"].get("note") == "refuse me":
            return self.json({"error": "no mandate in force allows this", "next": "agree clause 9 first"}, 403)
        self.room.apply(record, name)
        return self.json({"id": hashlib.sha256(payload).hexdigest(), "index": 42}, 201)

    def do_DELETE(self) -> None:
        self.answer(204, b"", "text/plain", **{"Set-Cookie": "session=; Path=/; Max-Age=0"})

    def known_keys(self) -> dict[str, tuple[str, VerifyKey]]:
        file = json.loads(KEY_FILE.read_text("utf-8"))
        public = bytes.fromhex(file["public"])
        return {hashlib.sha256(public).hexdigest()[:32]: (file["name"], VerifyKey(public))}

    def cookie(self, name: str) -> str:
        found = SimpleCookie(self.headers.get("cookie", "")).get(name)
        return found.value if found else ""

    def lang(self) -> str:
        return self.cookie("lang") if self.cookie("lang") in ("en", "zh", "ur") else "en"

    def me_key(self) -> str:
        return self.cookie("session")

    def me(self) -> dict[str, str] | None:
        known = self.known_keys().get(self.me_key())
        return {"name": known[0], "key": self.me_key()} if known else None

    def page(self, template: str, page: str, me: dict[str, str] | None) -> None:
        lang, world = self.lang(), self.room.world
        context = told({k: v for k, v in world.items() if k not in ("map", "speed")}, lang, self.room.base_ms)
        names = ("party", "stand", "officer", "reason", "at_ms")
        for clause in context["clauses"]:
            clause["stands"] = [
                dict(zip(names, (*s[:4], s[4] and self.room.base_ms + s[4] * 1000), strict=True))
                for s in clause["stands"]
            ]
        html = self.environment.get_template(template).render(
            context,
            t=texts(lang),
            lang=lang,
            dir="rtl" if lang == "ur" else "ltr",
            theme=self.cookie("theme"),
            page=page,
            menu=MENU,
            me=me,
            now_ms=self.room.now_ms(),
            speed=world["speed"],
            may_propose=True,
            trouble=None,
            forks=[],
            calls=[],
            device_calls=[],
            blind_sectors=[],
            duresses=[],
            glass=[],
            feeds=[],
        )
        self.answer(
            200,
            html.encode(),
            "text/html; charset=utf-8",
            **{"Content-Security-Policy": CSP, "Referrer-Policy": "no-referrer"},
        )

    def static(self, path: str) -> None:
        file = (NODE / path[1:]).resolve()
        if not file.is_relative_to(NODE / "static") or not file.is_file():
            return self.json({"error": "no such file"}, 404)
        return self.answer(200, file.read_bytes(), KINDS.get(file.suffix, "text/plain"))

    def stream(self) -> None:
        events: queue.Queue[str] = queue.Queue()
        self.room.streams.append(events)
        self.answer(200, b"", "text/event-stream", length=False)
        try:
            while True:
                try:
                    text = events.get(timeout=5)
                except queue.Empty:
                    text = self.room.event("clock")
                self.wfile.write(text.encode())
                self.wfile.flush()
        except OSError:
            self.room.streams.remove(events)

    def json(self, value: object, status: int = 200, **headers: str) -> None:
        self.answer(status, json.dumps(value).encode(), "application/json", **headers)

    def answer(self, status: int, body: bytes, kind: str, length: bool = True, **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Cache-Control", "no-store")
        if length:
            self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        with contextlib.suppress(ConnectionError):  # the page was left before its answer came
            self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None:
        """Quiet."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8790)
    parser.add_argument("--roads", help=".osm.pbf to draw; a plain grid without it")
    parser.add_argument("--quiet", action="store_true", help="an empty room: no alarms, no clauses")
    arguments = parser.parse_args()
    make_key()
    Handler.room = Room(HERE / "world.json", arguments.roads, arguments.quiet)
    print(f"http://127.0.0.1:{arguments.port}/  key file: {KEY_FILE}", flush=True)
    ThreadingHTTPServer(("127.0.0.1", arguments.port), Handler).serve_forever()


if __name__ == "__main__":
    main()
