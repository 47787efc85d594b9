// A browser for tests of the operations room: launch, sign in with a key file, look.
// Uses the browser that comes with @sparticuz/chromium: nothing to install, no root, WebGL2 and Ed25519.
import chromiumPack from "@sparticuz/chromium";
import { chromium } from "playwright-core";

const WAIT_MS = 30_000;

/** A headless browser. Close it with `browser.close()`. */
export async function launch() {
  chromiumPack.setGraphicsMode = true;
  return chromium.launch({
    executablePath: process.env.SAFECONDUCT_BROWSER ?? (await chromiumPack.executablePath()),
    args: [...chromiumPack.args.filter((arg) => !/^--(single-process|no-zygote|disable-web-security|allow-running-insecure)/.test(arg)), "--no-sandbox"],
    headless: true,
  });
}

/**
 * A fresh room on that node: own cookies, own keys.
 * `faults` collects what must never happen: errors on the console, requests to another host, uncaught errors.
 */
export async function openRoom(browser, origin, { lang = "en", theme = "dark", width = 1280, height = 800, reducedMotion = "reduce" } = {}) {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: theme, reducedMotion, deviceScaleFactor: 1 });
  await context.addCookies([
    { name: "lang", value: lang, url: origin },
    { name: "theme", value: theme, url: origin },
  ]);
  const page = await context.newPage();
  page.setDefaultTimeout(WAIT_MS);
  const faults = [];
  const host = new URL(origin).host;
  page.on("console", (message) => message.type() === "error" && faults.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => faults.push(`uncaught: ${error.message}`));
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (/^(https?|wss?):$/.test(url.protocol) && url.host !== host) faults.push(`outside request: ${request.url()}`);
  });
  return { context, page, faults, origin };
}

/** Signs in through the page, as an officer does. Ends on Watch. */
export async function signIn({ page, origin }, keyFile, passphrase = "") {
  await page.goto(`${origin}/sign-in`);
  await page.locator('html[data-frame="ready"]').waitFor();
  await page.setInputFiles("#key-file", keyFile);
  if (passphrase) await page.fill("#passphrase", passphrase);
  await page.click("#sign-in:not([disabled])");
  await page.waitForURL("**/watch");
  await page.locator('html[data-frame="ready"][data-watch="ready"]').waitFor();
}

/** Waits until the map says that it is drawn (or cannot be); gives the number of assets on it. */
export async function mapReady({ page }) {
  await page.locator('html[data-map="ready"], html[data-map="missing"]').waitFor();
  return page.evaluate(() => Number(document.documentElement.dataset.mapAssets ?? -1));
}

/** Presses `a`, then Enter: acknowledges the selected alarm as an operator does. */
export async function acknowledge({ page }) {
  await page.keyboard.press("a");
  await page.locator('#sign[open][data-step="confirm"]').waitFor();
  const words = await page.locator("#sign").innerText();
  await page.keyboard.press("Enter");
  await page.locator("#sign:not([open])").waitFor({ state: "attached" });
  return words;
}

/** Enter in the page's own sheet, then the node's sheet: reads it, ticks it, signs it. Ends on the page it came from. Gives its words. */
export async function signOnSheet({ page }, { picture } = {}) {
  await page.locator('#sign[open][data-step="confirm"]').waitFor();
  await page.keyboard.press("Enter");
  await page.waitForURL("**/sign/*");
  const words = await page.locator("#sheet").innerText();
  if (picture) await page.screenshot({ path: picture, fullPage: true });
  await page.locator("#sheet-confirm [name=read]").check();
  await page.locator("#sheet-confirm [name=sign]").click();
  await page.waitForURL((url) => !url.pathname.startsWith("/sign/"));
  await page.locator('html[data-frame="ready"]').waitFor();
  return words;
}
