// What an operator does, against the development server: node desk.mjs [ORIGIN]. Exits 1 with what went wrong.
// Without ORIGIN it starts `web/dev/serve.py` itself on a free port.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { webcrypto } from "node:crypto";
import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { acknowledge, launch, mapReady, openRoom, signIn } from "./room.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "../../..");
const keyFile = join(root, "build/web-dev/officer.key.json");
const port = 18_000 + (process.pid % 1000);

function serve(...options) {
  const python = process.env.PYTHON ?? join(root, ".venv/bin/python");
  const server = spawn(python, [join(root, "web/dev/serve.py"), "--port", String(port), ...options], { stdio: ["ignore", "pipe", "inherit"] });
  return new Promise((resolve, reject) => {
    server.stdout.once("data", () => resolve(server));
    server.once("exit", (code) => reject(new Error(`the development server ended with ${code}`)));
  });
}

const server = await serve();
const origin = `http://127.0.0.1:${port}`;
const browser = await launch();
const hex = (bytes) => Buffer.from(bytes).toString("hex");

/** The officer's key file, sealed with a passphrase. */
async function sealed(passphrase) {
  const file = JSON.parse(await readFile(keyFile, "utf8"));
  const [salt, iv] = [webcrypto.getRandomValues(new Uint8Array(16)), webcrypto.getRandomValues(new Uint8Array(12))];
  const base = await webcrypto.subtle.importKey("raw", Buffer.from(passphrase), "PBKDF2", false, ["deriveKey"]);
  const key = await webcrypto.subtle.deriveKey({ name: "PBKDF2", hash: "SHA-256", salt, iterations: 600_000 }, base, { name: "AES-GCM", length: 256 }, false, ["encrypt"]);
  const box = await webcrypto.subtle.encrypt({ name: "AES-GCM", iv }, key, Buffer.from(file.seed, "hex"));
  const path = join(await mkdtemp(join(tmpdir(), "desk-")), "sealed.json");
  const { seed: _, ...open } = file;
  await writeFile(path, JSON.stringify({ ...open, kdf: "pbkdf2-sha256", rounds: 600_000, salt: hex(salt), iv: hex(iv), box: hex(box) }));
  return path;
}

const steps = {
  async "a sealed key file needs the right passphrase"() {
    const room = await openRoom(browser, origin);
    await room.page.goto(`${origin}/sign-in`);
    await room.page.locator('html[data-frame="ready"]').waitFor();
    await room.page.setInputFiles("#key-file", await sealed("night shift"));
    await room.page.fill("#passphrase", "day shift");
    await room.page.click("#sign-in");
    await room.page.locator("#sign-in-error:not([hidden])").waitFor();
    await room.page.fill("#passphrase", "night shift");
    await room.page.click("#sign-in");
    await room.page.waitForURL("**/watch");
    return room;
  },
  async "a file that is no key is refused in words"() {
    const room = await openRoom(browser, origin);
    await room.page.goto(`${origin}/sign-in`);
    await room.page.locator('html[data-frame="ready"]').waitFor();
    await room.page.setInputFiles("#key-file", join(root, "package.json"));
    await room.page.locator("#sign-in-error:not([hidden])").waitFor();
    assert.equal(await room.page.locator("#sign-in").isDisabled(), true);
    return room;
  },
  async "the map draws every asset that has a place"() {
    const room = await openRoom(browser, origin);
    await signIn(room, keyFile);
    assert.equal(await mapReady(room), 4);
    assert.equal(await room.page.locator("#map-list li").count(), 5);
    return room;
  },
  async "without WebGL the map says so and lists the positions"() {
    const room = await openRoom(browser, origin);
    await room.page.addInitScript(() => {
      HTMLCanvasElement.prototype.getContext = () => null;
    });
    await signIn(room, keyFile);
    await mapReady(room);
    assert.equal(await room.page.locator("html").getAttribute("data-map"), "missing");
    assert.equal(await room.page.locator("#map-missing").isVisible(), true);
    assert.equal(await room.page.locator("#map-list li").first().isVisible(), true);
    // MapLibre reports the missing WebGL on the console: the one fault that is expected here.
    room.faults = room.faults.filter((fault) => !/webgl/i.test(fault));
    return room;
  },
  async "a tampering node is refused: the draft is not what was asked"() {
    const room = await openRoom(browser, origin);
    await signIn(room, keyFile);
    await room.page.route("**/api/drafts", async (route) => {
      const answer = await (await route.fetch()).json();
      const record = JSON.parse(Buffer.from(answer.payload, "base64").toString());
      record.body.alarm = "2b8f40";
      await route.fulfill({ json: { payload: Buffer.from(JSON.stringify(record)).toString("base64") } });
    });
    await room.page.keyboard.press("a");
    await room.page.locator('#sign[data-step="failed"] [data-sign-warning]:not([hidden])').waitFor();
    assert.match(await room.page.locator("[data-sign-warning]").innerText(), /body\.alarm/);
    return room;
  },
  async "the node's refusal is shown, with what to do next"() {
    const room = await openRoom(browser, origin);
    await signIn(room, keyFile);
    await room.page.keyboard.press("c");
    await room.page.locator('#sign[data-step="ask"]').waitFor();
    await room.page.fill("#sign-reason", "refuse me");
    await room.page.locator("#sign-reason").press("Enter");
    await room.page.locator('#sign[data-step="confirm"]').waitFor();
    await room.page.keyboard.press("Enter");
    await room.page.locator('#sign[data-step="failed"] [data-sign-warning]:not([hidden])').waitFor();
    assert.match(await room.page.locator("[data-sign-warning]").innerText(), /agree clause 9 first/);
    room.faults = room.faults.filter((fault) => !/403/.test(fault));
    return room;
  },
  async "`a` and Enter acknowledge, and a second browser sees it without a reload"() {
    const [one, other] = [await openRoom(browser, origin), await openRoom(browser, origin, { lang: "ur" })];
    await signIn(one, keyFile);
    await signIn(other, keyFile);
    assert.equal(await other.page.locator("#state").getAttribute("data-ringing"), "1");
    await other.page.locator('html[data-stream="open"]').waitFor();
    const words = await acknowledge(one);
    assert.match(words, /Acknowledge an alarm/);
    for (const room of [one, other]) {
      await room.page.locator('[data-alarm="7c1e09"][data-state="answered"]').waitFor();
      await room.page.locator('#state[data-ringing="0"]').waitFor();
    }
    await one.page.locator('[data-notice="done"]').waitFor();
    await other.context.close();
    one.faults.push(...other.faults);
    return one;
  },
  async "a reservation needs a reason, and is signed with it"() {
    const room = await openRoom(browser, origin);
    await signIn(room, keyFile);
    await room.page.keyboard.press("g");
    await room.page.keyboard.press("a");
    await room.page.waitForURL("**/accord");
    await room.page.locator('html[data-frame="ready"][data-accord="ready"]').waitFor();
    await room.page.click('[data-clause="8"] [data-act="reserve"]');
    await room.page.locator("#sign-reason").press("Enter");
    await room.page.locator("[data-sign-warning]:not([hidden])").waitFor();
    await room.page.fill("#sign-reason", "Not before June.");
    await room.page.locator("#sign-reason").press("Enter");
    await room.page.locator('#sign[data-step="confirm"]').waitFor();
    assert.match(await room.page.locator("[data-sign-statement]").innerText(), /Not before June\./);
    await room.page.keyboard.press("Enter");
    await room.page.locator('[data-clause="8"] [data-party="Company"][data-stand="reserved"]').waitFor();
    return room;
  },
  async "no page is wider than a phone"() {
    const room = await openRoom(browser, origin, { width: 360, height: 740, lang: "ur" });
    await signIn(room, keyFile);
    for (const path of ["/watch", "/accord", "/sign-in"]) {
      await room.page.goto(origin + path);
      assert.ok((await room.page.evaluate(() => document.documentElement.scrollWidth)) <= 360, path);
    }
    return room;
  },
  async "when the session ends the page stays, and says so"() {
    const room = await openRoom(browser, origin);
    await signIn(room, keyFile);
    await room.context.clearCookies({ name: "session" });
    await room.page.evaluate(() => document.body.dispatchEvent(new CustomEvent("watch-changed")));
    await room.page.locator("[data-lost-sign-in]:not([hidden])").waitFor();
    assert.equal(await room.page.locator("#alarms #sign-in").count(), 0);
    assert.ok((await room.page.locator("[data-alarm]").count()) > 0);
    room.faults = [];
    return room;
  },
  async "when the node is gone the page says that its picture is old"() {
    const room = await openRoom(browser, origin);
    await signIn(room, keyFile);
    await room.page.locator('html[data-stream="open"]').waitFor();
    await mapReady(room);
    server.removeAllListeners("exit");
    server.kill();
    await room.page.locator("#lost:not([hidden])").waitFor();
    room.faults = room.faults.filter((fault) => !/ERR_(CONNECTION_REFUSED|INCOMPLETE_CHUNKED_ENCODING|EMPTY_RESPONSE|CONNECTION_RESET)/.test(fault));
    return room;
  },
};

let failed = 0;
for (const [name, step] of Object.entries(steps)) {
  try {
    const room = await step();
    await room.context.close();
    assert.deepEqual(room.faults, []);
    console.log(`ok      ${name}`);
  } catch (error) {
    failed += 1;
    console.log(`FAILED  ${name}\n        ${String(error.message).replaceAll("\n", "\n        ")}`);
  }
}
await browser.close();
server.kill();
process.exit(failed ? 1 : 0);
