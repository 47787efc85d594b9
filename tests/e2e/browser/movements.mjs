// A movement in two rooms and on a phone: asked for, approved by both, planned, ordered by draw, approved, released; the
// crew checks in on its phone and says, unseen, that it is forced; one key stops everybody; the traveller says "I am safe"
// over a link that breaks, in Urdu at 360 px; arrived.
// Usage: node movements.mjs HOST_URL HOST_KEY COMPANY_URL COMPANY_KEY LEADER CODES PICTURES
// Prints one JSON line with what each saw; exits 1 at the first thing that is not so.
import { mkdirSync } from "node:fs";
import { launch, openRoom, signIn } from "./room.mjs";

const [hostUrl, hostKey, companyUrl, companyKey, leader, codes, pictures] = process.argv.slice(2);
mkdirSync(pictures, { recursive: true });
const HOUR_MS = 3_600_000;
const browser = await launch();

/** Before there is a plan: the roads are there to draw on, and both ends bring the map to where they are. */
async function sketchBefore({ page }) {
  await page.locator("#secure > summary").click();
  await page.locator("#ground svg[data-scale]").waitFor();
  await page.locator("#plan > summary").click();
  const all = await page.locator("#ground svg").getAttribute("data-scale");
  await page.locator("#plan-start").fill("60.16500,24.95240");
  await page.locator("#plan-end").fill("60.17500,24.94300");
  await page.locator("#plan-end").press("Tab");
  await page.waitForFunction((before) => document.querySelector("#ground svg")?.dataset.scale !== before, all);
  await page.locator("#ground circle.end").nth(1).waitFor();
  await page.locator("#secure-kind").selectOption("mandatory");
  await page.locator("#ground svg").click(); // in its middle, wherever the page stands
  await page.locator("#ground .sketch").waitFor();
  await page.screenshot({ path: `${pictures}/sketch-before.png`, fullPage: true });
  const drawn = await page.locator("#secure-places").inputValue();
  for (const id of ["secure", "plan"]) await page.locator(`#${id} > summary`).click();
  return drawn;
}

/** Presses a button that opens the signing sheet, gives what it says, signs. */
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

const utc = (ms) => new Date(ms).toISOString().slice(0, 16);
const stage = ({ page }, name) => page.locator(`[data-movement][data-stage="${name}"]`).waitFor();
const act = ({ page }, name) => page.locator(`[data-act="${name}"]`).first();

async function open({ page, origin }) {
  await page.goto(`${origin}/movements/m7`);
  await page.locator('html[data-movements="ready"][data-frame="ready"]').waitFor();
}

async function form(room, id, fields) {
  await room.page.locator(`#${id} > summary`).click();
  for (const [name, value] of Object.entries(fields)) await room.page.locator(`#${id} [name="${name}"]`).fill(String(value));
  return sign(room, room.page.locator(`#${id} button.primary`));
}

try {
  const host = await openRoom(browser, hostUrl);
  const company = await openRoom(browser, companyUrl, { theme: "light", width: 360, lang: "ur" });
  await signIn(host, hostKey);
  await signIn(company, companyKey);
  await company.page.goto(`${companyUrl}/movements`);
  await company.page.locator('html[data-movements="ready"][data-frame="ready"]').waitFor();
  const nowMs = Number(await company.page.locator("body").getAttribute("data-now-ms"));
  const departMs = nowMs + 12 * HOUR_MS;
  const asked = { movement: "m7", purpose: "Return from leave", start: "Terminal", destination: "The works", depart_from_ms: utc(departMs - HOUR_MS), depart_to_ms: utc(departMs + HOUR_MS), travellers: "t-1, t-2" };
  for (const [name, value] of Object.entries(asked)) await company.page.locator(`[data-asks="request"] [name="${name}"]`).fill(value);
  const requested = await sign(company, company.page.locator('[data-asks="request"] button.primary'));
  await company.page.waitForURL("**/movements/m7");
  await company.page.locator('html[data-movements="ready"][data-frame="ready"]').waitFor();
  await host.page.goto(`${hostUrl}/movements`);
  await host.page.locator('[data-movement="m7"]').waitFor();
  await open(host);
  for (const room of [host, company]) await sign(room, act(room, "movement.approved"));
  await Promise.all([host, company].map(({ page }) => page.locator('#approvals [data-answer="approved"]').nth(1).waitFor()));

  const sketchedBefore = await sketchBefore(host);
  await form(host, "secure", { places: "secured:Terminal:60.165,24.9524:450\nsecured:The works:60.175,24.943:450" });
  const planned = await form(host, "plan", { start: "60.16500,24.95240", end: "60.17500,24.94300", budget_pct: 150, legs: 3, havens: "Fire station@60.1700,24.9470", haven_within_min: 8 });
  await host.page.locator(".plan-map polyline.route").first().waitFor();
  await host.page.reload();
  await host.page.locator('html[data-movements="ready"][data-frame="ready"]').waitFor();
  const mapBox = await host.page.locator(".plan-map svg").boundingBox();
  await host.page.mouse.move(mapBox.x + mapBox.width / 2, mapBox.y + mapBox.height / 2);
  await host.page.mouse.down();
  await host.page.mouse.move(mapBox.x + mapBox.width / 2 + mapBox.width / 20, mapBox.y + mapBox.height / 2);
  await host.page.mouse.up();
  await host.page.locator(".plan-map .sketch").waitFor();
  const sketched = (await host.page.locator("#secure-places").inputValue()).split("\n");
  await host.page.screenshot({ path: `${pictures}/sketch.png`, fullPage: true });
  await open(host);
  const { plan } = await host.page.evaluate(async () => (await (await fetch("/api/movements")).json()).find((each) => each.id === "m7").plan);
  const file = await host.page.evaluate(async (digest) => (await fetch(`/api/plans/${digest}`)).text(), plan);
  await company.page.locator("[data-plan-file]").setInputFiles({ name: "m7-plan.json", mimeType: "application/json", buffer: Buffer.from(file) });
  await company.page.locator(".plan-map polyline.route").first().waitFor();
  const routes = await host.page.locator("#odds [data-route]").count();
  await form(host, "order", { depart_ms: utc(departMs), vehicles: "bus-7", escort: "car-7", leader, contacts: "Host control room", havens: "Fire station@60.1700,24.9470", handovers: "Market@60.1720,24.9450@company" });
  await stage(host, "ordered");
  await Promise.all([host, company].map((room) => stage(room, "ordered")));
  for (const room of [host, company]) await sign(room, act(room, "movement.approved"));
  await act(host, "movement.released").waitFor();
  await sign(host, act(host, "movement.released"));
  await sign(host, act(host, "movement.reported"));
  await Promise.all([host, company].map((room) => stage(room, "under_way")));
  await host.page.screenshot({ path: `${pictures}/movement-host.png`, fullPage: true });
  await company.page.screenshot({ path: `${pictures}/movement-company.png`, fullPage: true });

  const crew = await openRoom(browser, hostUrl, { width: 360, height: 640, lang: "ur", theme: "dark" });
  const crewLink = await host.page.locator('[data-crew-link="bus-7"]').getAttribute("href");
  await crew.page.goto(`${hostUrl}${crewLink.replace(/lang=en/, "lang=ur")}`);
  await crew.page.locator('html[data-traveller="ready"]').waitFor();
  const checkIn = async (code, count) => {
    await crew.page.locator("#code").fill(code);
    await crew.page.locator("#check-in button").click();
    await crew.page.locator("#said .is-received code").nth(count - 1).waitFor();
    return (await crew.page.locator("#said li").first().innerText()).replaceAll(/[0-9a-f]{12}|[0-9:]{8}/g, "…");
  };
  const [well, forced, radioed] = codes.split(" ");
  const answers = [await checkIn(well, 1)];
  await Promise.all([host, company].map(({ page }) => page.locator('#crews [data-crew="bus-7"][data-heard="yes"]').waitFor()));
  const quietBefore = await company.page.locator("[data-duress]").count();
  answers.push(await checkIn(forced, 2));
  await Promise.all([host, company].map(({ page }) => page.locator('[data-duress="bus-7"]').waitFor()));
  await crew.page.screenshot({ path: `${pictures}/crew.png`, fullPage: true });
  await host.page.screenshot({ path: `${pictures}/duress-host.png`, fullPage: true });
  await company.page.goto(`${companyUrl}/watch`);
  await company.page.locator('[data-duress="bus-7"]').waitFor();
  const ringsForIt = await company.page.locator('.call[data-state="ringing"]').count();
  await open(company);
  const crewWide = await crew.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  const crewDir = await crew.page.evaluate(() => document.documentElement.dir);
  await sign(company, company.page.locator('[data-duress] [data-act="crew.spoke"]'));
  await Promise.all([host, company].map(({ page }) => page.locator("[data-duress]").waitFor({ state: "detached" })));
  await host.page.locator("#radio > summary").click();
  await host.page.locator('#radio [name="crew"]').selectOption("car-7");
  await host.page.locator('#radio [name="code"]').fill(radioed);
  const byRadio = await sign(host, host.page.locator("#radio button.primary"));
  await company.page.locator('#crews [data-crew="car-7"][data-heard="yes"]').waitFor();

  await company.page.keyboard.press("s"); // one key: nothing more to press
  await Promise.all([host, company].map(({ page }) => page.locator('[data-movement][data-status="stopped"]').waitFor()));
  await sign(company, act(company, "movement.resumed"), "Checked");
  await Promise.all([host, company].map(({ page }) => page.locator('[data-movement][data-status="under_way"]').waitFor()));

  const link = await company.page.locator('[data-link="t-1"]').getAttribute("href");
  const phone = await openRoom(browser, companyUrl, { width: 360, height: 640, lang: "ur", theme: "light" });
  await phone.page.goto(`${companyUrl}${link}`);
  await phone.page.locator('html[data-traveller="ready"]').waitFor();
  await phone.page.evaluate(() => navigator.serviceWorker.ready);
  await phone.page.reload(); // now every file of the page has gone through the worker once
  await phone.page.locator('html[data-traveller="ready"]').waitFor();
  await phone.page.evaluate(() => navigator.serviceWorker.controller !== null);
  await phone.context.setOffline(true);
  await phone.page.locator('[data-word="safe"]').click();
  await phone.page.locator("#said .is-waiting").waitFor();
  const waiting = await phone.page.locator("#said").innerText();
  await phone.page.reload();
  await phone.page.locator('html[data-traveller="ready"]').waitFor();
  const stillWaiting = await phone.page.locator("#said .is-waiting").count();
  await phone.page.screenshot({ path: `${pictures}/phone-offline.png`, fullPage: true });
  await phone.context.setOffline(false);
  await phone.page.locator("#said .is-received code").waitFor();
  const receipt = await phone.page.locator("#said .is-received code").innerText();
  await Promise.all([host, company].map(({ page }) => page.locator('#counts [data-safe="1"]').waitFor()));
  await phone.page.locator('[data-word="help"]').click();
  await phone.page.locator("#said .is-received code").nth(1).waitFor();
  await Promise.all([host, company].map(({ page }) => page.locator('#counts [data-help="1"]').waitFor()));
  await host.page.goto(`${hostUrl}/watch`);
  const rings = await host.page.locator('.call[data-state="ringing"]').innerText();
  await open(host);
  await phone.page.locator('[data-word="safe"]').click();
  await phone.page.locator("#said .is-received code").nth(2).waitFor();
  const wide = await phone.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  const dir = await phone.page.evaluate(() => document.documentElement.dir);
  await phone.page.screenshot({ path: `${pictures}/phone.png`, fullPage: true });
  const own = await host.page.locator("[data-traveller]").count();

  await sign(company, company.page.locator('[data-act="movement.reported"]').nth(1));
  await Promise.all([host, company].map((room) => stage(room, "arrived")));
  await sign(company, act(company, "movement.confirmed"));
  await host.page.locator("#steps li").nth(8).waitFor();
  const steps = await host.page.locator("#steps").innerText();
  await open(company);
  const companyWide = await company.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  const expected = /net::ERR_INTERNET_DISCONNECTED|Failed to load resource/;
  const faults = [...host.faults, ...company.faults, ...crew.faults, ...phone.faults.filter((fault) => !expected.test(fault))];
  console.log(JSON.stringify({ requested, planned, routes, waiting, stillWaiting, rings, receipt, sketched, sketchedBefore, answers, quietBefore, ringsForIt, crewWide, crewDir, byRadio, wide, companyWide, dir, own, steps, faults }));
} catch (error) {
  await Promise.all(browser.contexts().flatMap((each) => each.pages()).map((page, at) => page.screenshot({ path: `${pictures}/failed-${at}.png`, fullPage: true })));
  throw error;
} finally {
  await browser.close();
}
