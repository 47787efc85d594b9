// verify.html, opened as a file: plan files dropped on it, one after the other; what it says, and how long it took.
// node tests/e2e/browser/certificate.mjs PAGE PICTURES FILE...
import { readFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { launch } from "./room.mjs";

const [page, pictures, ...files] = process.argv.slice(2);
const browser = await launch();
const faults = [], saw = {};

/** In the page: drops the file and waits for the verdict. Milliseconds from the drop on. */
async function dropped(text) {
  document.querySelector("#verdict")?.remove();
  const transfer = new DataTransfer();
  transfer.items.add(new File([Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))], "plan.json"));
  const start = performance.now();
  document.querySelector("#drop").dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, bubbles: true }));
  for (;;) {
    const verdict = document.querySelector("#verdict[data-verified]");
    const failed = document.querySelector('main > [role="alert"]');
    if (verdict ?? failed) {
      const isVerified = verdict?.dataset.verified === "true", where = document.querySelector(".why code")?.textContent ?? null;
      return { isVerified, where, ms: performance.now() - start, said: (verdict ?? failed).innerText };
    }
    await new Promise((done) => setTimeout(done));
  }
}

try {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, colorScheme: "dark", locale: "en-GB", offline: true });
  const opened = await context.newPage();
  opened.on("console", (message) => message.type() !== "log" && faults.push(`console: ${message.text()}`));
  opened.on("pageerror", (error) => faults.push(`uncaught: ${error.message}`));
  opened.on("request", (request) => !/^data:|^file:.*\/verify\.html$/.test(request.url()) && faults.push(`request: ${request.url()}`));
  await opened.goto(pathToFileURL(resolve(page)).href);
  for (const file of files) {
    saw[basename(file)] = await opened.evaluate(dropped, (await readFile(file)).toString("base64"));
    if (pictures !== "-" && Object.keys(saw).length <= 2) await opened.screenshot({ path: join(pictures, `${basename(file)}.png`), fullPage: true });
  }
  console.log(JSON.stringify({ faults, saw }));
} finally {
  await browser.close();
}
