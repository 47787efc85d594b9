// An officer at a page whose script was changed: it asks for another act than the button says, and paints its own dialog
// over with what the officer wanted. The node's sheet shows what the bytes say, and no script gets past it.
// Usage: node tamper.mjs URL KEY CLAUSE_NUMBER PICTURES
// Prints one JSON line: what the dialog pretended, what the sheet said, and which attempts got through (none may).
import { mkdirSync } from "node:fs";
import { launch, openRoom, signIn } from "./room.mjs";

const [url, key, number, pictures] = process.argv.slice(2);
mkdirSync(pictures, { recursive: true });
const browser = await launch();

/** Runs in the page, before anything else of it: what somebody has put into its script. */
function changed() {
  document.addEventListener(
    "click",
    (event) => {
      const button = event.target.closest?.("[data-draft-type='clause.position/1']");
      if (button) button.dataset.draftBody = JSON.stringify({ ...JSON.parse(button.dataset.draftBody), stand: "agreed" });
    },
    true,
  );
  const paint = () => {
    for (const dd of document.querySelectorAll("#sign bdi")) if (dd.textContent === "agreed") dd.textContent = "refused";
  };
  document.addEventListener("DOMContentLoaded", () => new MutationObserver(paint).observe(document.body, { subtree: true, childList: true }));
  if (sessionStorage.getItem("hold") === null) return;
  const real = window.fetch;
  window.fetch = async (...asked) => {
    const answer = await real(...asked);
    if (answer.status !== 202) return answer;
    window.posted = [asked[1].body, (await answer.json()).sheet]; // now it knows all that a script can know
    return new Promise(() => {});
  };
}

/** Runs in the page: every way that a script has to the sheet. Gives those that worked. */
async function attempts([body, sheet]) {
  const worked = {};
  const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  const attempt = async (name, act) => {
    const got = await Promise.race([act(), wait(5000)]).catch(() => false);
    if (got) worked[name] = got;
  };
  const form = { method: "POST", headers: { "content-type": "application/x-www-form-urlencoded" }, body: "sign=1&read=on&word=" };
  const json = { "content-type": "application/json", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" };
  await attempt("the sheet read by fetch", async () => (await fetch(sheet)).ok);
  await attempt("the sheet read by fetch with the headers of a page", async () => (await fetch(sheet, { headers: json })).ok);
  await attempt("the sheet confirmed by fetch", async () => (await fetch(sheet, form)).ok);
  await attempt("the record posted again", async () => (await fetch("/api/records", { method: "POST", headers: json, body })).status === 201);
  await attempt("the sheet read in a frame", async () => {
    const frame = document.body.appendChild(Object.assign(document.createElement("iframe"), { src: sheet }));
    await wait(400);
    return frame.contentDocument?.querySelector("#sheet") !== null && frame.contentDocument !== null;
  });
  const read = async (path, found) => {
    const opened = window.open(path);
    await wait(800);
    return opened?.document?.querySelector(found) != null;
  };
  const isSeen = await read("/accord", "#accord").catch(() => false);
  await attempt("the sheet read in a window", () => read(sheet, "#sheet"));
  await attempt("the confirmation sent by a form in a window", async () => {
    const target = window.open("/accord", "other");
    await wait(400);
    const sent = Object.assign(document.createElement("form"), { method: "post", action: sheet, target: "other" });
    for (const [name, value] of [["sign", "1"], ["read", "on"], ["word", ""]]) sent.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
    document.body.append(sent);
    sent.submit();
    await wait(400);
    return target.location.pathname === "/accord" && target.location.hash !== "";
  });
  return { worked, isSeen };
}

try {
  const room = await openRoom(browser, url);
  const { page } = room;
  await signIn(room, key);
  await page.addInitScript(changed);
  const refuse = async () => {
    await page.goto(`${url}/accord`);
    await page.locator('html[data-frame="ready"][data-accord="ready"]').waitFor();
    await page.locator(`[data-clause="${number}"] [data-act="refuse"]`).click();
    await page.locator("#sign-reason").fill("Not on our ground.");
    await page.locator("#sign-reason").press("Enter");
    await page.locator('#sign[open][data-step="confirm"]').waitFor();
    const words = await page.locator("#sign [data-sign-statement]").innerText();
    await page.screenshot({ path: `${pictures}/tampered-dialog.png` });
    await page.keyboard.press("Enter");
    return words;
  };
  const dialog = await refuse();
  await page.waitForURL("**/sign/*");
  const sheet = await page.locator("#sheet .statement").innerText();
  await page.screenshot({ path: `${pictures}/tampered-sheet.png`, fullPage: true });
  await page.locator("#sheet-confirm [name=cancel]").click();
  await page.waitForURL("**/accord*");

  await page.evaluate(() => sessionStorage.setItem("hold", ""));
  await refuse();
  await page.waitForFunction(() => window.posted !== undefined);
  const opened = [];
  room.context.on("page", (other) => opened.push(other));
  const tried = await page.evaluate(attempts, await page.evaluate(() => window.posted));
  const isOpened = opened.some((other) => other.url().includes("/sign/"));
  console.log(JSON.stringify({ dialog, sheet, attempts: tried.worked, isSeen: tried.isSeen, isOpened }));
} finally {
  await browser.close();
}
