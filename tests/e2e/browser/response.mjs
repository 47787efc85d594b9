// Somebody reports from a phone that has no network, in Urdu; it is sent later, and an officer confirms it. Both rooms note
// on one board; a task is set by one and taken by the other; both rate a risk and see the gap.
// Usage: node response.mjs HOST_URL HOST_KEY COMPANY_URL COMPANY_KEY PICTURES
// Prints one JSON line with what each saw; exits 1 at the first thing that is not so.
import { mkdirSync } from "node:fs";
import { launch, openRoom, signIn } from "./room.mjs";

const [hostUrl, hostKey, companyUrl, companyKey, pictures] = process.argv.slice(2);
mkdirSync(pictures, { recursive: true });
const browser = await launch();
const wide = ({ page }) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

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

async function go(room, path) {
  await room.page.goto(`${room.origin}${path}`);
  await room.page.locator('html[data-frame="ready"][data-joint]').waitFor();
}

async function fill({ page }, form, fields) {
  for (const [name, value] of Object.entries(fields)) {
    const field = page.locator(`${form} [name="${name}"]`);
    if ((await field.evaluate((element) => element.tagName)) === "SELECT") await field.selectOption(value);
    else await field.fill(value);
  }
}

try {
  const host = await openRoom(browser, hostUrl);
  const company = await openRoom(browser, companyUrl, { width: 360, height: 740, lang: "ur", theme: "light" });
  await signIn(host, hostKey);
  await signIn(company, companyKey);

  await go(host, "/reports");
  const link = await host.page.locator("[data-form-link]").getAttribute("href");
  const phone = await openRoom(browser, hostUrl, { width: 360, height: 740, lang: "ur", theme: "dark" });
  await phone.page.goto(`${hostUrl}${link.replace("lang=en", "lang=ur")}`);
  await phone.page.locator('html[data-report="ready"]').waitFor();
  await phone.page.evaluate(() => navigator.serviceWorker.ready);
  await phone.page.reload();
  await phone.page.locator('html[data-report="ready"]').waitFor();
  await phone.context.setOffline(true);
  await phone.page.reload();
  await phone.page.locator('html[data-report="ready"]').waitFor();
  await phone.page.locator("#event").selectOption("shooting");
  await phone.page.locator("#place").fill("گیٹ 3");
  await phone.page.locator("#injured-low").fill("1");
  await phone.page.locator("#text").fill("تین گولیاں چلیں، ایک زخمی۔");
  await phone.page.screenshot({ path: `${pictures}/report-ur.png`, fullPage: true });
  await phone.page.locator("#report button.primary").click();
  await phone.page.locator("#said .is-waiting").waitFor();
  await phone.page.reload();
  const stillWaiting = await phone.page.locator("#said .is-waiting").count();
  const before = await host.page.locator("[data-phone-report]").count();
  await phone.context.setOffline(false);
  await phone.page.locator("#said .is-received code").waitFor();
  const receipt = await phone.page.locator("#said .is-received code").innerText();
  const left = await phone.page.evaluate(() => Object.values({ ...localStorage }).join(" "));
  const phoneWide = await wide(phone);

  await host.page.locator("[data-phone-report]").waitFor();
  await host.page.screenshot({ path: `${pictures}/reports-en.png`, fullPage: true });
  const confirmed = await sign(host, host.page.locator('[data-act="confirm"]'));
  await host.page.locator("[data-phone-report]").waitFor({ state: "detached" });

  await go(host, "/response");
  await host.page.locator("#note > summary").click();
  await fill(host, "#note", { incident: receipt, text: "Road closed, ambulance called." });
  await sign(host, host.page.locator("#note button.primary"));
  await go(company, "/response");
  await company.page.locator("[data-incident]").waitFor();
  await company.page.locator("[data-note] > summary").click();
  await fill(company, "[data-note]", { text: "ہمارے سب لوگ محفوظ ہیں۔" });
  await sign(company, company.page.locator("[data-note] button.primary"));
  await host.page.locator(".board li").nth(1).waitFor();
  await host.page.locator("[data-task-form] > summary").click();
  await fill(host, "[data-task-form]", { text: "Count everybody", owner: "company", due_ms: new Date(Date.now() + 3_600_000).toISOString().slice(0, 16) });
  await sign(host, host.page.locator("[data-task-form] button.primary"));
  await company.page.locator('[data-task="count-everybody"] button').waitFor();
  await sign(company, company.page.locator('[data-task="count-everybody"] button'));
  await company.page.locator('[data-task="count-everybody"] button .icon-ok').waitFor();
  await sign(company, company.page.locator('[data-task="count-everybody"] button'), "31 of 31");
  await host.page.locator('[data-task="count-everybody"] .icon-ok').waitFor();
  await host.page.locator("[data-resource-form] > summary").click();
  await fill(host, "[data-resource-form]", { what: "Ambulance", place: "there" });
  await sign(host, host.page.locator("[data-resource-form] button.primary"));
  await host.page.locator('[data-place="there"]').waitFor();
  await host.page.locator("[data-review-form] > summary").click();
  const due = new Date(Date.now() + 7 * 86_400_000).toISOString().slice(0, 16);
  await fill(host, "[data-review-form]", { review: "after-gate-3", summary: "Quick, but the count was late.", text: "The count took 40 minutes.", todo: "Drill the count", action: "drill-count", owner: "company", due_ms: due });
  await sign(host, host.page.locator("[data-review-form] button.primary"));
  await company.page.locator("[data-review] button").waitFor();
  const taken = await sign(company, company.page.locator("[data-review] button"));
  await company.page.locator('[data-task="drill-count"]').waitFor();
  await host.page.locator('[data-task="drill-count"]').waitFor();
  await host.page.screenshot({ path: `${pictures}/response-en.png`, fullPage: true });
  await company.page.screenshot({ path: `${pictures}/response-ur.png`, fullPage: true });
  const responseWide = await wide(company);
  const pdf = await host.page.evaluate(async (id) => [...new Uint8Array(await (await fetch(`/response/${id}/situation.pdf?lang=en`)).arrayBuffer())].slice(0, 4).map((byte) => String.fromCharCode(byte)).join(""), receipt);

  await go(host, "/risks");
  await host.page.locator("#rate > summary").click();
  await fill(host, "#rate", { threat: "Ambush at the bridge", vulnerability: "One road, no way round", likelihood: "4", impact: "5", measures: "Second car\nOther hours", residual_likelihood: "2", residual_impact: "4", owner: "host" });
  await sign(host, host.page.locator("#rate button.primary"));
  await go(company, "/risks");
  await company.page.locator("[data-risk]").waitFor();
  await company.page.locator("#rate > summary").click();
  await fill(company, "#rate", { threat: "پل پر گھات", risk: "ambush-at-the-bridge", likelihood: "5", impact: "5", residual_likelihood: "4", residual_impact: "5", owner: "host" });
  await sign(company, company.page.locator("#rate button.primary"));
  await host.page.locator("[data-gap]").waitFor();
  const gap = await host.page.locator("[data-gap]").getAttribute("data-gap");
  await company.page.locator("[data-gap]").waitFor();
  await host.page.screenshot({ path: `${pictures}/risks-en.png`, fullPage: true });
  await company.page.screenshot({ path: `${pictures}/risks-ur.png`, fullPage: true });
  const risksWide = await wide(company), hostWide = await wide(host);
  const faults = [...host.faults, ...company.faults, ...phone.faults.filter((fault) => !/ERR_INTERNET_DISCONNECTED|Failed to fetch/.test(fault))];
  console.log(JSON.stringify({ stillWaiting, before, receipt, left, confirmed, taken, pdf, gap, wide: [phoneWide, responseWide, risksWide, hostWide], faults }));
} finally {
  await browser.close();
}
