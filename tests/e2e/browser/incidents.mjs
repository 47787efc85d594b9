// The register in a real browser: paste, read, confirm, on the map; join and split; the page in two more languages.
// Usage: node incidents.mjs URL OFFICER_KEY PICTURES PAGE_FILE...
// Prints one JSON line with what was seen.
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { launch, openRoom, signIn } from "./room.mjs";

const [url, officer, pictures, ...files] = process.argv.slice(2);
mkdirSync(pictures, { recursive: true });
const browser = await launch();
const saw = { faults: [], wide: [], places: [], scripts: 0 };

async function opened(options) {
  const room = await openRoom(browser, url, options);
  await signIn(room, officer);
  await room.page.goto(`${url}/incidents`);
  await room.page.locator('html[data-incidents="ready"]').waitFor();
  room.shot = async (name) => {
    await room.page.evaluate(() => document.fonts.ready);
    const wide = await room.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (wide > 0) saw.wide.push(`${name} ${options.lang} ${options.width}: ${wide}`);
    await room.page.screenshot({ path: join(pictures, `${name}-${options.lang}-${options.theme}-${options.width}.png`), fullPage: true });
  };
  return room;
}

async function pressed({ page }, act) {
  await act();
  await page.locator('#sign[data-step="confirm"], #sign[data-step="ask"]').waitFor();
  if ((await page.locator("#sign").getAttribute("data-step")) === "ask") {
    await page.fill("#sign-reason", "the same place and hour");
    await page.keyboard.press("Enter");
    await page.locator('#sign[data-step="confirm"]').waitFor();
  }
  await page.evaluate(() => delete document.documentElement.dataset.incidents);
  await page.locator("[data-sign-confirm]").click();
  await page.waitForFunction(() => document.documentElement.dataset.incidents === "ready"); // the page came anew
}

const room = await opened({ lang: "en", theme: "dark", width: 1280 });
const { page } = room;
for (const file of files) {
  await page.locator("#paste > summary").click();
  await page.fill('#paste-form [name="page"]', readFileSync(file, "utf8"));
  await page.locator("#paste-form .primary").click();
  await page.locator('html[data-draft="shown"]').waitFor();
  saw.scripts += await page.locator("#original script, #original img, #original iframe, #original a").count();
  saw.marks = await page.locator("#original mark").count();
  saw.draft = {
    title: await page.inputValue('#draft-form [name="title"]'), day: await page.inputValue('#draft-form [name="day"]'),
    at: await page.inputValue('#draft-form [name="at"]'), type: await page.inputValue('#draft-form [name="event_type"]'),
    counts: await page.locator("#draft-form [data-count]").count() - 1,
  };
  saw.places.push(await page.inputValue('#draft-form [name="place"]'));
  await room.shot(`draft-${saw.places.length}`);
  await pressed(room, () => page.locator("#draft-form .primary").click());
}
saw.hacked = await page.evaluate(() => window.hacked ?? null);
saw.total = Number(await page.locator("[data-total]").getAttribute("data-total"));
saw.cells = Number(await page.locator("[data-cells]").getAttribute("data-cells"));
await room.shot("register");

await page.locator("[data-choose]").nth(0).check();
await page.locator("[data-choose]").nth(1).check();
await pressed(room, () => page.locator("#join").click());
saw.joined = Number(await page.locator("[data-total]").getAttribute("data-total"));
const links = await page.locator(".incident-list th a").evaluateAll((all) => all.map((each) => each.getAttribute("href")));
for (const link of links) {
  await page.goto(`${url}${link}`);
  await page.locator('html[data-incidents="ready"]').waitFor();
  if ((await page.locator("[data-report]").count()) > 1) break;
}
saw.reports = await page.locator("[data-report]").count();
saw.old = await page.locator("[data-report]").nth(1).getAttribute("data-report");
await page.locator("[data-original]").first().click();
saw.original = (await page.locator(".original").first().innerText()).length;
await room.shot("incident");
await page.goto(`${url}/incidents/${saw.old}`);
saw.led = await page.locator("[data-report]").count();
await pressed(room, () => page.locator('[data-act="split"]').first().click());
await page.goto(`${url}/incidents`);
saw.split = Number(await page.locator("[data-total]").getAttribute("data-total"));
await page.goto(`${url}/incidents?text=${encodeURIComponent("zzzz")}`);
saw.nothing = Number(await page.locator("[data-total]").getAttribute("data-total"));
saw.faults.push(...room.faults);
await room.context.close();

for (const options of [{ lang: "ur", theme: "light", width: 360 }, { lang: "ur", theme: "dark", width: 1280 }, { lang: "zh", theme: "light", width: 1280 }]) {
  const other = await opened(options);
  await other.page.locator("#paste > summary").click();
  await other.page.locator("#by-hand").click();
  await other.shot("register");
  saw.faults.push(...other.faults);
  await other.context.close();
}
await browser.close();
console.log(JSON.stringify(saw));
