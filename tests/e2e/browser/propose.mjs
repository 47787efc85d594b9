// A newcomer writes "escort within 300 m while moving" as the page's help says: misread first, then understood, then signed.
// Then the other party's officer, who reads Chinese, agrees to it.
// Usage: node propose.mjs URL KEY PICTURES COMPANY_URL COMPANY_KEY
// Prints one JSON line with what the page said at each step; exits 1 at the first thing that is not so.
import { mkdirSync } from "node:fs";
import { launch, openRoom, signIn, signOnSheet } from "./room.mjs";

const [url, key, pictures, companyUrl, companyKey] = process.argv.slice(2);
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

  const other = await openRoom(browser, companyUrl, { lang: "zh" });
  await signIn(other, companyKey);
  const number = new URL(page.url()).hash.slice("#clause-".length);
  const agree = other.page.locator(`[data-clause="${number}"] [data-act="agree"]`);
  for (let tries = 0; tries < 30 && !(await agree.count()); tries++) {
    await other.page.goto(`${companyUrl}/accord`);
    await other.page.waitForTimeout(500);
  }
  await agree.click();
  await other.page.locator('#sign[open][data-step="confirm"]').waitFor();
  const agreed = await other.page.locator("#sign").innerText();
  await other.page.screenshot({ path: `${pictures}/agree-sign.png` });
  await signOnSheet(other);
  const faults = [...room.faults, ...other.faults];
  console.log(JSON.stringify({ misread, blocked, understood, written, id, shown, proposed, agreed, faults }));
} finally {
  await browser.close();
}
