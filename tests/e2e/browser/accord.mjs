// Two officers of two parties, each in a browser of their own: one proposes, the other has another version, which the
// first takes over; both sign on the node's sheet, it is in force at both nodes and is monitored.
// Usage: node accord.mjs HOST_URL HOST_KEY COMPANY_URL COMPANY_KEY PICTURES SENTENCE OTHER_SENTENCE
// Prints one JSON line with what each saw; exits 1 at the first thing that is not so.
import { mkdirSync } from "node:fs";
import { launch, openRoom, signIn, signOnSheet } from "./room.mjs";

const [hostUrl, hostKey, companyUrl, companyKey, pictures, sentence, otherSentence] = process.argv.slice(2);
mkdirSync(pictures, { recursive: true });
const browsers = await Promise.all([launch(), launch()]);

/** Writes that sentence into the form and proposes it, or has it stand beside what is proposed. */
async function propose(page, text, reason) {
  await page.locator('html[data-propose="ready"]').waitFor();
  await page.locator("#propose-sentence").fill(text);
  await page.locator(`[data-rule][data-sentence="${text}"]`).waitFor();
  await page.locator("#propose-sign:not([disabled])").click();
  if (reason) {
    await page.locator('#sign[open][data-step="ask"]').waitFor();
    await page.fill("#sign-reason", reason);
    await page.locator("#sign-reason").press("Enter");
  }
  await page.locator('#sign[open][data-step="confirm"]').waitFor();
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => url.pathname.startsWith("/accord") && url.pathname !== "/accord/propose");
}

/** Loads the accord, or a clause of it, until `found` is on it. */
async function until({ page, origin }, found, path = "/accord") {
  for (let tries = 0; tries < 60; tries++) {
    await page.goto(`${origin}${path}`);
    await page.locator('html[data-frame="ready"]').waitFor();
    if (await page.locator(found).count()) return page.locator(found).first();
    await page.waitForTimeout(250);
  }
  throw new Error(`${origin} never shows ${found}`);
}

try {
  const host = await openRoom(browsers[0], hostUrl);
  const company = await openRoom(browsers[1], companyUrl, { lang: "zh" });
  await Promise.all([signIn(host, hostKey), signIn(company, companyKey)]);

  await host.page.goto(`${hostUrl}/accord/propose`);
  await host.page.locator("#propose-title").fill("Vehicles at the ring");
  await propose(host.page, sentence);
  const number = new URL(host.page.url()).hash.slice("#clause-".length);
  const clause = `[data-clause="${number}"]`;

  await (await until(company, `${clause} [data-act="agree"]`)).waitFor();
  await company.page.goto(`${companyUrl}/accord/propose?clause=vehicles-at-the-ring&as=counter`);
  await propose(company.page, otherSentence, "Five minutes are too few at night");
  const beside = await until(host, '[data-version="counter"] [data-act="take"]', "/accord/clause/vehicles-at-the-ring");
  await host.page.screenshot({ path: `${pictures}/counter.png`, fullPage: true });
  await beside.click();
  await host.page.locator('#sign[open][data-step="confirm"]').waitFor();
  await host.page.keyboard.press("Enter");
  await host.page.locator("#sign:not([open])").waitFor({ state: "attached" });

  const words = {};
  for (const [name, room] of [["host", host], ["company", company]]) {
    const changed = await until(room, `${clause}:has-text("${/\d+ minutes/.exec(otherSentence)[0]}")`);
    await changed.locator('[data-act="agree"]').click();
    words[name] = await signOnSheet(room, { picture: `${pictures}/sheet-${name}.png` });
  }
  const shown = {};
  for (const [name, room] of [["host", host], ["company", company]]) {
    shown[name] = await (await until(room, `${clause}.is-in-force`)).innerText();
    await room.page.goto(`${room.origin}/compliance?clause=vehicles-at-the-ring`);
    shown[`${name} compliance`] = await room.page.locator("main").innerText();
  }
  await host.page.screenshot({ path: `${pictures}/monitored.png`, fullPage: true });
  console.log(JSON.stringify({ number, words, shown, faults: [...host.faults, ...company.faults] }));
} finally {
  await Promise.all(browsers.map((browser) => browser.close()));
}
