// Two rooms, one alarm: it appears in both, is acknowledged by keyboard in one, and the other sees that.
// Usage: node alarm.mjs HOST_URL HOST_KEY COMPANY_URL COMPANY_KEY PICTURES
// Prints one JSON line with what each room saw; exits 1 at the first thing that is not so.
import { mkdirSync } from "node:fs";
import { acknowledge, launch, mapReady, openRoom, signIn } from "./room.mjs";

const [hostUrl, hostKey, companyUrl, companyKey, pictures] = process.argv.slice(2);
mkdirSync(pictures, { recursive: true });
const browser = await launch();
try {
  const host = await openRoom(browser, hostUrl);
  const company = await openRoom(browser, companyUrl, { theme: "light" });
  await signIn(host, hostKey);
  await signIn(company, companyKey);
  console.error("ready");
  await Promise.all([host, company].map(({ page }) => page.locator('[data-alarm][data-state="ringing"]').first().waitFor({ timeout: 90_000 })));
  const assets = await Promise.all([host, company].map(mapReady));
  await host.page.screenshot({ path: `${pictures}/watch-host-ringing.png` });
  await company.page.screenshot({ path: `${pictures}/watch-company-ringing.png` });
  const signed = await acknowledge(host);
  const answered = '[data-alarm] [data-room="Host"][data-answered="yes"]';
  await Promise.all([host, company].map(({ page }) => page.locator(answered).first().waitFor()));
  await company.page.screenshot({ path: `${pictures}/watch-company-answered.png` });
  await company.page.keyboard.press("r");
  await company.page.locator('html[data-past="ready"]').waitFor();
  await company.page.click("#past-after"); // an hour later than ten minutes ago is as late as it gets
  const past = (await company.page.locator("[data-past-alarm]", { hasText: "Host answered" }).first().innerText()).trim();
  await company.page.screenshot({ path: `${pictures}/watch-company-past.png` });
  await company.page.goto(`${companyUrl}/accord`);
  await company.page.locator('html[data-accord="ready"]').waitFor();
  const counts = await company.page.locator("#counts").evaluate((node) => ({ ...node.dataset }));
  await company.page.screenshot({ path: `${pictures}/accord.png` });
  console.log(JSON.stringify({ assets, signed, past, counts, faults: [...host.faults, ...company.faults] }));
} finally {
  await browser.close();
}
