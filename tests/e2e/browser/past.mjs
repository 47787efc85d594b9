// An officer looks back: node past.mjs ORIGIN KEYFILE PICTURES T_MS...
// Prints one JSON line with what each moment showed; exits 1 at the first thing that is not so.
import { mkdirSync } from "node:fs";
import { launch, mapReady, openRoom, signIn } from "./room.mjs";

const [origin, keyFile, pictures, ...moments] = process.argv.slice(2);
mkdirSync(pictures, { recursive: true });
const browser = await launch();
try {
  const room = await openRoom(browser, origin);
  const { page } = room;
  await signIn(room, keyFile);
  await mapReady(room);
  const list = () => page.locator("#map-list li").evaluateAll((items) => items.map((item) => item.textContent.replace(/ · .*? old(?=,|$)/, "")));
  /** Until the page shows that moment, and the map has drawn it. */
  const shown = async (ms) => {
    await page.locator(`html[data-past="ready"]${ms === undefined ? "" : `[data-past-ms="${ms}"]`}`).waitFor();
    return Number(await page.locator("html").getAttribute("data-past-ms"));
  };
  const now = await list();
  await page.keyboard.press("r");
  await shown();
  const then = [];
  for (const ms of moments.map((each) => Math.floor(Number(each) / 1000) * 1000)) {
    const hour = new Date(Math.floor(ms / 3_600_000) * 3_600_000);
    await page.fill("#past-day", hour.toISOString().slice(0, 10));
    await page.selectOption("#past-hour", String(hour.getUTCHours()));
    await page.locator("#past-at").evaluate((slider, at) => {
      slider.value = String(at);
      slider.dispatchEvent(new Event("input", { bubbles: true }));
    }, (ms - hour.getTime()) / 1000);
    await shown(ms);
    const expected = await page.locator("#map-list li").count();
    await page.locator(`html[data-map-assets="${expected}"]`).waitFor();
    then.push({ list: await list(), drawn: expected, alarms: await page.locator("[data-past-alarm]").count(), words: await page.locator("#past-note").innerText() });
  }
  await page.screenshot({ path: `${pictures}/past.png` });
  await page.locator("#past-at").press("ArrowRight");
  const stepped = await shown(Math.floor(Number(moments.at(-1)) / 1000) * 1000 + 1000);
  await page.click("#past-play");
  await page.waitForFunction((from) => Number(document.documentElement.dataset.pastMs) > from, stepped);
  const played = await shown();
  await page.click("#past-play");
  await page.click("#past-close");
  await page.locator("html:not([data-past])").waitFor();
  const back = await list();
  console.log(JSON.stringify({ now, then, stepped, played, back, isPast: await page.locator("#past").isVisible(), faults: room.faults }));
} finally {
  await browser.close();
}
