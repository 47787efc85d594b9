// A verdict is contested in one room, answered in the other, and both stand side by side in both.
// Usage: node compliance.mjs HOST_URL HOST_KEY COMPANY_URL COMPANY_KEY PICTURES
// Prints one JSON line with what each room saw; exits 1 at the first thing that is not so.
import { mkdirSync } from "node:fs";
import { launch, openRoom, signIn } from "./room.mjs";

const [hostUrl, hostKey, companyUrl, companyKey, pictures] = process.argv.slice(2);
mkdirSync(pictures, { recursive: true });
const PATIENCE_MS = 60_000;
const VERDICT = '[data-duty][data-outcome="violated"][data-standing="final"]';

async function open(url, key, options) {
  const room = await openRoom(browser, url, options);
  await signIn(room, key);
  await room.page.keyboard.press("g");
  await room.page.keyboard.press("c");
  await room.page.waitForURL("**/compliance");
  await room.page.locator('html[data-compliance="ready"]').waitFor();
  return room;
}

/** Fills in what the sheet asks for, signs, gives what was shown. */
async function sign({ page }, button, words, choice) {
  await button.click();
  await page.locator('#sign[open][data-step="ask"]').waitFor();
  if (choice) await page.locator(`#sign input[value="${choice}"]`).check();
  await page.locator("#sign-reason").fill("");
  await page.locator("[data-sign-confirm]").click();
  const warned = await page.locator("[data-sign-warning]:not([hidden])").innerText();
  await page.locator("#sign-reason").fill(words);
  await page.keyboard.press("Enter").then(() => undefined);
  await page.locator("[data-sign-confirm]").click({ trial: true });
  await page.locator('#sign[open][data-step="confirm"]').waitFor();
  const shown = await page.locator("#sign").innerText();
  await page.keyboard.press("Enter");
  await page.locator("#sign:not([open])").waitFor({ state: "attached" });
  return { warned, shown };
}

const browser = await launch();
try {
  const [host, company] = [await open(hostUrl, hostKey), await open(companyUrl, companyKey, { width: 360, theme: "light", lang: "ur" })];
  await Promise.all([host, company].map(({ page }) => page.locator(VERDICT).first().waitFor({ timeout: PATIENCE_MS })));
  const text = await host.page.locator(`${VERDICT} .why`).first().innerText();
  const contested = await sign(host, host.page.locator(`${VERDICT} [data-act="contest"]`).first(), "The drawing of the ring is wrong");
  const standing = '[data-duty][data-contested="yes"]';
  await Promise.all([host, company].map(({ page }) => page.locator(standing).waitFor()));
  const answered = await sign(company, company.page.locator(`${standing} [data-act="answer"]`), "We agreed on the drawing", "disputed");
  await Promise.all([host, company].map(({ page }) => page.locator(`${standing} [data-answer="disputed"]`).waitFor()));
  const read = await host.page.locator(`${standing} .contest`).innerText();
  const outcome = await host.page.locator(standing).getAttribute("data-outcome");
  await host.page.screenshot({ path: `${pictures}/compliance-host.png`, fullPage: true });
  await company.page.screenshot({ path: `${pictures}/compliance-company.png`, fullPage: true });
  await host.page.locator('[data-filter="contested"]').click();
  await host.page.waitForURL("**status=contested**");
  const filtered = await host.page.locator("[data-duty]").count();
  const wide = await company.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  console.log(JSON.stringify({ text, contested, answered, read, outcome, filtered, wide, faults: [...host.faults, ...company.faults] }));
} finally {
  await browser.close();
}
