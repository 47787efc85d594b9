// A report in confidence: a source on a phone in Urdu, without an account, seals it; the desk reads and answers in its room;
// the source returns with the code, says more, and is told that the name was opened by two keepers of both sides.
// Usage: node voices.mjs HOST_URL HOST_KEY HOST_AGE COMPANY_URL COMPANY_KEY COMPANY_AGE TEXT NAME PICTURES
// Prints one JSON line with what each saw; exits 1 at the first thing that is not so.
import { mkdirSync } from "node:fs";
import { launch, openRoom, signIn } from "./room.mjs";

const [hostUrl, hostKey, hostAge, companyUrl, companyKey, companyAge, text, name, pictures] = process.argv.slice(2);
mkdirSync(pictures, { recursive: true });
const browser = await launch();

const wide = ({ page }) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

async function source(look) {
  const room = await openRoom(browser, hostUrl, look);
  await room.page.goto(`${hostUrl}/v/concerns?lang=${look.lang}`);
  await room.page.locator('html[data-source="ready"]').waitFor();
  return room;
}

async function desk(url, key, age, look) {
  const room = await openRoom(browser, url, look);
  await signIn(room, key);
  await room.page.goto(`${url}/voices`);
  await room.page.locator('html[data-voices="ready"][data-frame="ready"]').waitFor();
  await room.page.setInputFiles("[data-own-key]", age);
  await room.page.locator('html[data-own-key="ready"]').waitFor();
  return room;
}

async function sign({ page }, button, words) {
  await button.click();
  await page.locator('#sign[open]:is([data-step="ask"], [data-step="confirm"])').waitFor();
  if (words) {
    await page.locator("#sign-reason").fill(words);
    await page.locator("#sign-reason").press("Enter");
  }
  await page.locator('#sign[open][data-step="confirm"]').waitFor();
  const shown = await page.locator("#sign").innerText();
  await page.keyboard.press("Enter");
  await page.locator("#sign:not([open])").waitFor({ state: "attached" });
  return shown;
}

const act = ({ page }, what) => page.locator(`[data-voice-act="${what}"]`).first();

try {
  const phone = await source({ width: 360, height: 740, lang: "ur", theme: "light" });
  await phone.page.screenshot({ path: `${pictures}/source-ur.png`, fullPage: true });
  await phone.page.locator("#report-text").fill(text);
  await phone.page.locator("#report-name").fill(name);
  await phone.page.locator("#report button").click();
  await phone.page.locator("#sent:not([hidden])").waitFor();
  const code = await phone.page.locator("#code").innerText();
  await phone.page.screenshot({ path: `${pictures}/sent-ur.png`, fullPage: true });
  const stored = await phone.page.evaluate(async () => [localStorage.length, sessionStorage.length, (await indexedDB.databases()).length, (await caches.keys()).length, document.cookie]);
  const sourceWide = await wide(phone);
  await phone.context.close();

  const host = await desk(hostUrl, hostKey, hostAge, {});
  await act(host, "read").click();
  await host.page.locator('.said li[data-from="source"]').waitFor();
  const read = await host.page.locator(".said").innerText();
  await host.page.locator("[data-when-read] textarea").fill("Are you safe?");
  const answered = await sign(host, act(host, "reply"));
  await host.page.locator("[data-when-read]:not([hidden])").waitFor({ state: "detached" });
  await act(host, "read").click();
  await host.page.locator('.said li[data-from="desk"]').waitFor();
  await host.page.screenshot({ path: `${pictures}/desk-en.png`, fullPage: true });
  const asked = await sign(host, act(host, "ask"), "To bring the source to safety");

  const again = await source({ width: 1280, lang: "en", theme: "dark" });
  await again.page.locator("#return-code").fill(code.toUpperCase().replaceAll("-", " "));
  await again.page.locator("#return button").click();
  await again.page.locator("#replies li").waitFor();
  const replies = await again.page.locator("#replies").innerText();
  const before = await again.page.locator("#looked li").getAttribute("data-opened");
  await again.page.locator("#more-text").fill("Yes, until Friday.");
  await again.page.locator("#more button").click();
  await again.page.locator("#more-said:not([hidden])").waitFor();
  await again.page.screenshot({ path: `${pictures}/returned-en.png`, fullPage: true });

  const company = await desk(companyUrl, companyKey, companyAge, { width: 360, height: 740, lang: "ur", theme: "dark" });
  await act(company, "agree").waitFor();
  await sign(company, act(company, "agree"));
  await company.page.screenshot({ path: `${pictures}/keeper-ur.png`, fullPage: true });
  const keeperWide = await wide(company);
  await act(host, "agree").waitFor();
  await sign(host, act(host, "agree"));
  await act(host, "name").waitFor();
  await act(host, "name").click();
  await host.page.locator("[data-name]:not([hidden])").waitFor();
  const opened = await host.page.locator("[data-name]").innerText();
  await again.page.locator("#return button").click();
  await again.page.locator('#looked li[data-opened="yes"]').waitFor();
  await again.page.locator("#return-code").fill("00000-00000-00000-00000-00000");
  await again.page.locator("#return button").click();
  await again.page.locator("#return [data-state]:not(:empty)").waitFor();
  const wrong = await again.page.locator("#return [data-state]").innerText();
  const faults = [host, company, again, phone].flatMap((room) => room.faults);
  console.log(JSON.stringify({ code, stored, sourceWide, keeperWide, read, answered, asked, replies, before, opened, wrong, faults }));
} finally {
  await browser.close();
}
