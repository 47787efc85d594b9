// A newcomer writes "escort within 300 m while moving" as the page's help says: misread first, then understood, then signed.
// Usage: node propose.mjs URL KEY PICTURES
// Prints one JSON line with what the page said at each step; exits 1 at the first thing that is not so.
import { mkdirSync } from "node:fs";
import { launch, openRoom, signIn } from "./room.mjs";

const [url, key, pictures] = process.argv.slice(2);
mkdirSync(pictures, { recursive: true });
const browser = await launch();
try {
  const room = await openRoom(browser, url);
  const { page } = room;
  await signIn(room, key);
  await page.goto(`${url}/accord`);
  await page.locator('[data-act="propose"]').click();
  await page.locator('html[data-propose="ready"]').waitFor();
  const sentence = page.locator("#propose-sentence");
  await page.locator("#propose-title").fill("Escorts stay close");
  await sentence.fill("The escort stays within 300 m while moving.");
  await page.locator("[data-misread]").waitFor();
  const misread = await page.locator("#propose-check").innerText();
  const blocked = await page.locator("#propose-sign").isDisabled();
  await page.screenshot({ path: `${pictures}/propose-misread.png`, fullPage: true });
  await page.locator("#propose-check [data-start]").first().click();
  await page.locator("[data-rule]").waitFor();
  await page.keyboard.type("1");
  await page.locator('[data-rule][data-sentence*="at least 1 escort"]').waitFor();
  await page.locator("[data-remark], .fine").first().waitFor();
  const understood = await page.locator("#propose-check").innerText();
  const written = await sentence.inputValue();
  const id = await page.locator("#propose-id").inputValue();
  await page.screenshot({ path: `${pictures}/propose-understood.png`, fullPage: true });
  await page.locator("#propose-sign:not([disabled])").click();
  await page.locator('#sign[open][data-step="confirm"]').waitFor();
  const shown = await page.locator("#sign").innerText();
  await page.screenshot({ path: `${pictures}/propose-sign.png` });
  await page.keyboard.press("Enter");
  await page.waitForURL("**/accord#clause-*");
  const clause = page.locator(`[data-clause="${new URL(page.url()).hash.slice("#clause-".length)}"]`);
  await clause.waitFor();
  const proposed = await clause.innerText();
  console.log(JSON.stringify({ misread, blocked, understood, written, id, shown, proposed, faults: room.faults }));
} finally {
  await browser.close();
}
