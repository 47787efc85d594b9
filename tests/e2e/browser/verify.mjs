// verify.html, opened as a file: a good pack, a damaged one, invitations; no request, nothing on the console.
// node tests/e2e/browser/verify.mjs PAGE GOOD DAMAGED INVITATION [PICTURES]
import assert from "node:assert/strict";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { launch } from "./room.mjs";

const [page, good, damaged, invitation, pictures] = process.argv.slice(2);
const address = pathToFileURL(resolve(page)).href;
const browser = await launch();
const faults = [];

async function open(options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, colorScheme: "dark", locale: "en-GB", offline: true, ...options });
  const opened = await context.newPage();
  opened.on("console", (message) => message.type() !== "log" && faults.push(`console: ${message.text()}`));
  opened.on("pageerror", (error) => faults.push(`uncaught: ${error.message}`));
  opened.on("request", (request) => !/^data:|^file:.*\/verify\.html$/.test(request.url()) && faults.push(`request: ${request.url()}`));
  await opened.goto(address);
  return opened;
}

const isVerified = (opened) => opened.locator("#verdict[data-verified]").getAttribute("data-verified");

async function drop(opened, file) {
  const { readFile } = await import("node:fs/promises");
  const raw = (await readFile(file)).toString("base64");
  const transfer = await opened.evaluateHandle((text) => {
    const made = new DataTransfer();
    made.items.add(new File([Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))], "dropped.pack"));
    return made;
  }, raw);
  await opened.dispatchEvent("#drop", "drop", { dataTransfer: transfer });
}

async function picture(opened, name) {
  if (pictures) await opened.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
}

try {
  const opened = await open();
  await picture(opened, "empty-dark");
  await drop(opened, good);
  assert.equal(await isVerified(opened), "true");
  assert.match(await opened.locator("#verdict").innerText(), /VERIFIED[^]*Clause 2, Unchecked vehicles/);
  assert.equal(await opened.evaluate(() => document.activeElement?.id), "verdict", "the answer has the focus");
  assert.equal(await opened.locator(".keys .figures").count(), 2);
  assert.ok((await opened.locator(".times tbody tr").count()) > 1);
  await picture(opened, "good-dark");
  await opened.locator("#verdict").evaluate((node) => node.removeAttribute("data-verified"));
  await opened.setInputFiles("#pack", damaged);
  assert.equal(await isVerified(opened), "false");
  assert.match(await opened.locator(".why").innerText(), /Next/);
  await picture(opened, "damaged-dark");
  await opened.setInputFiles("#pack", good);
  await opened.locator('[data-verified="true"]').waitFor();
  await opened.setInputFiles("#invitation", invitation);
  await opened.locator('.why:has-text("you have not admitted")').waitFor();
  await opened.setInputFiles("#invitation", damaged);
  await opened.locator("#bad-trust:not([hidden])").waitFor();

  const fetched = await opened.evaluate(() => fetch("https://example.org/").then(() => "answered", () => "refused"));
  assert.equal(fetched, "refused");
  assert.ok(faults.splice(0).some((fault) => fault.includes("Content Security Policy")), "the policy forbids it, not the missing network");

  const keyboard = await open();
  await keyboard.keyboard.press("Tab");
  assert.equal(await keyboard.evaluate(() => document.activeElement?.textContent), "English");
  await keyboard.keyboard.press("Tab");
  await keyboard.keyboard.press("Enter");
  assert.equal(await keyboard.evaluate(() => document.documentElement.lang), "zh");

  for (const [name, options] of Object.entries({
    "good-light": { colorScheme: "light" },
    "good-ur": { locale: "ur" },
    "good-zh-light": { locale: "zh-CN", colorScheme: "light" },
    "good-360": { viewport: { width: 360, height: 740 } },
    "good-ur-360-light": { viewport: { width: 360, height: 740 }, locale: "ur", colorScheme: "light" },
  })) {
    const other = await open(options);
    await other.setInputFiles("#pack", good);
    assert.equal(await isVerified(other), "true", name);
    const [inner, whole] = await other.evaluate(() => [innerWidth, document.documentElement.scrollWidth]);
    assert.ok(whole <= inner, `${name} is wider than the window: ${whole} > ${inner}`);
    await picture(other, name);
  }
  assert.deepEqual(faults, []);
  console.log("verify.html: good, damaged, untrusted, three languages, two widths, no request");
} finally {
  await browser.close();
}
