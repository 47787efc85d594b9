// Feeds and the gate as an officer uses them on a phone. Usage: node gate.mjs URL KEY PICTURES
// Prints one JSON line with what was seen; exits 1 at the first thing that is not so.
import { mkdirSync } from "node:fs";
import { launch, openRoom, signIn } from "./room.mjs";

const [url, key, pictures] = process.argv.slice(2);
mkdirSync(pictures, { recursive: true });
const browser = await launch();
try {
  const room = await openRoom(browser, url, { width: 360, height: 740, theme: "light" });
  const { page, context } = room;
  await signIn(room, key);

  await page.goto(`${url}/feeds`);
  await page.locator('html[data-frame="ready"]').waitFor();
  const quarantine = await page.locator(".quarantine").innerText();
  await page.screenshot({ path: `${pictures}/feeds-360.png`, fullPage: true });
  await page.locator('[data-unknown="osmand/truck-7"] [data-act="enrol"]').click();
  await page.locator('#sign[open][data-step="confirm"]').waitFor();
  const enrolment = await page.locator("[data-sign-statement]").innerText();
  await page.keyboard.press("Enter");
  await page.locator('[data-device="osmand/truck-7"]').waitFor();
  const left = await page.locator("[data-unknown]").count();

  await page.goto(`${url}/gate`);
  await page.locator('html[data-gate="ready"][data-gate-worker="ready"]').waitFor();
  await page.reload(); // now through the worker, which keeps it
  await page.locator('html[data-gate="ready"][data-gate-worker="ready"]').waitFor();
  const type = async (plate) => {
    await page.fill("#gate-plate", plate);
    await page.locator('#gate-verdict:not([data-expected="unknown"])').waitFor();
    return page.locator("#gate-verdict").innerText();
  };
  const enter = async (plate, finding) => {
    await type(plate);
    await page.click(`.result-${finding}`, { timeout: 5000 });
    const said = await page.locator("#gate-said").innerText();
    await page.click("#gate-sign");
    return said;
  };
  const stranger = await type("KX-4471");
  const expected = await type("Bus-1");
  const said = await enter("KX-4471", "clear");
  await page.locator('[data-check="kx-4471"][data-state="received"]').waitFor();
  await page.screenshot({ path: `${pictures}/gate-360.png`, fullPage: true });

  await context.setOffline(true);
  await page.reload();
  await page.locator('html[data-gate="ready"]').waitFor();
  await enter("京A·88888", "suspicious");
  const waiting = page.locator('[data-check^="a-88888-"]');
  await waiting.and(page.locator('[data-state="waiting"]')).waitFor();
  const offline = await page.locator("#gate-link").innerText();
  await page.screenshot({ path: `${pictures}/gate-offline.png`, fullPage: true });
  await context.setOffline(false);
  await waiting.and(page.locator('[data-state="received"]')).waitFor();
  const asset = await waiting.getAttribute("data-check");

  // The answer to a check that arrived is lost: it is found by its id, and not made twice.
  let dropped = 0;
  await page.route("**/api/records", async (route) => {
    if (dropped++ > 0) return route.continue();
    await route.fetch();
    return route.abort();
  });
  await enter("Twice", "clear");
  await page.locator('[data-check="twice"][data-state="received"]').waitFor();
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  const faults = room.faults.filter((fault) => !/ERR_(INTERNET_DISCONNECTED|FAILED)|Failed to fetch|Load failed/.test(fault));

  const wideRooms = [];
  for (const [lang, theme, width] of [["ur", "dark", 360]]) {
    const other = await openRoom(browser, url, { lang, theme, width });
    await signIn(other, key);
    for (const name of ["feeds", "gate"]) {
      await other.page.goto(`${url}/${name}`);
      await other.page.locator('html[data-frame="ready"]').waitFor();
      await other.page.screenshot({ path: `${pictures}/${name}-${lang}-${width}.png`, fullPage: true });
      const over = await other.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      if (over > 0) wideRooms.push(`${name} ${lang} ${width}`);
    }
    faults.push(...other.faults);
    await other.context.close();
  }
  console.log(JSON.stringify({ quarantine, enrolment, left, stranger, expected, said, offline, asset, dropped, wide, wideRooms, faults }));
} finally {
  await browser.close();
}
