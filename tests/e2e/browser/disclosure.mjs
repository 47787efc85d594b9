// Disclosure in the room of the readers, and a copy opened on a phone: the text appears only with the reader's key.
// Usage: node disclosure.mjs URL OFFICER_KEY READER_AGE_KEY OTHER_AGE_KEY PICTURES
// Prints one JSON line with what was seen; faults are told in it.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { launch, openRoom, signIn } from "./room.mjs";

const [url, officer, readerKey, otherKey, pictures] = process.argv.slice(2);
mkdirSync(pictures, { recursive: true });
const browser = await launch();
const saw = { faults: [], wide: [] };

for (const [lang, theme, width] of [["en", "dark", 1280], ["ur", "light", 360], ["zh", "dark", 360]]) {
  const room = await openRoom(browser, url, { lang, theme, width });
  const { page } = room;
  const shot = async (name) => {
    await page.evaluate(() => document.fonts.ready);
    saw.wide.push(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth));
    await page.screenshot({ path: join(pictures, `${name}-${lang}-${theme}-${width}.png`), fullPage: true });
  };
  await signIn(room, officer);
  await page.goto(`${url}/disclosure`);
  await page.locator('html[data-frame="ready"]').waitFor();
  await page.locator("[data-document]").waitFor();
  await shot("board");
  saw.over = await page.locator(".need").getAttribute("data-over");
  saw.knowers = await page.locator("[data-knower]").count();
  saw.names = await page.locator("[data-knower] b").allInnerTexts();
  saw.bars = await page.locator("[data-knower] svg").evaluateAll((bars) => bars.filter((bar) => bar.getBoundingClientRect().width > 100).length);
  await page.locator("[data-mine] a").first().click();
  await page.locator('html[data-reader="ready"]').waitFor();
  await page.setInputFiles("#reader-key", otherKey);
  await page.locator("#reader-state:not(:empty)").waitFor();
  await page.waitForFunction(() => document.querySelector("#reader-state").textContent === document.querySelector("#reader").dataset.shut);
  saw.hidden = await page.locator("#reader-text").isHidden();
  await page.setInputFiles("#reader-key", readerKey);
  await page.locator("#reader-text:not([hidden])").waitFor();
  saw.text = await page.locator("#reader-text").innerText();
  await shot("read");
  await page.pdf({ path: join(pictures, `read-${lang}.pdf`) });
  saw.faults.push(...room.faults);
  await room.context.close();
}
await browser.close();
console.log(JSON.stringify(saw));
