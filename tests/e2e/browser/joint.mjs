// The pages Dispatch, Meetings, Statements and who could do what, with two officers of two parties: from the request to the gate, from the call to
// signed minutes, from the draft to what was issued.
// Usage: node joint.mjs HOST_URL HOST_KEY COMPANY_URL COMPANY_KEY PICTURES [look]   `look`: every page wide and narrow, dark and light, en and ur.
// Prints one JSON line with what was seen.
import { mkdirSync } from "node:fs";
import { launch, openRoom, signIn, signOnSheet } from "./room.mjs";

const [hostUrl, hostKey, companyUrl, companyKey, pictures, look] = process.argv.slice(2);
mkdirSync(pictures, { recursive: true });
const browsers = await Promise.all([launch(), launch()]);
const [host, company] = [await openRoom(browsers[0], hostUrl), await openRoom(browsers[1], companyUrl)];
const saw = {};

const at = async ({ page, origin }, path) => {
  await page.goto(`${origin}${path}`);
  await page.locator('html[data-frame="ready"][data-joint]').waitFor();
};

/** Loads the page until `found` is on it: the other log is on its way. */
async function until(room, path, found) {
  for (let tries = 0; tries < 80; tries++) {
    await at(room, path);
    if (await room.page.locator(found).count()) return room.page.locator(found).first();
    await room.page.waitForTimeout(200);
  }
  throw new Error(`${room.origin}${path} never shows ${found}`);
}

/** Opens the disclosure, fills the form in it, sends it, and signs in the page's own sheet. */
async function fill({ page }, details, values, { sheet = false } = {}) {
  const form = details.locator("form").first();
  for (let tries = 0; tries < 20 && !(await details.evaluate((each) => each.open)); tries++) {
    await details.locator("summary").first().click();
    await page.waitForTimeout(100); // the page may just be asking anew
  }
  for (const [name, value] of Object.entries(values)) {
    const field = form.locator(`[name="${name}"]`).first();
    if ((await field.evaluate((each) => each.tagName)) === "SELECT") await field.selectOption(value);
    else await field.fill(value);
  }
  await form.locator('button[type="submit"]').click();
  return sheet ? signOnSheet({ page }) : confirm({ page });
}

async function confirm({ page }) {
  await page.locator('#sign[open][data-step="confirm"]').waitFor();
  const words = await page.locator("#sign [data-sign-statement]").innerText();
  await page.keyboard.press("Enter");
  await page.locator("#sign:not([open])").waitFor({ state: "attached" });
  return words;
}

async function press(room, button, reason) {
  await button.click();
  if (reason !== undefined) {
    await room.page.fill("#sign-reason", reason);
    await room.page.locator("#sign-reason").press("Enter");
  }
  return confirm(room);
}

async function dispatches() {
  await at(company, "/dispatch");
  await fill(company, company.page.locator("#ask"), { why: "Escort of engineers", count: "6", people: "guards", site: "works", command: "host" });
  const asked = await until(host, "/dispatch", '[data-dispatch="escort-of-engineers"]');
  await press(host, asked.locator('[data-act="discuss"]'), "Why six?");
  saw.granted = await fill(host, (await until(host, "/dispatch", '[data-dispatch="escort-of-engineers"]')).locator("[data-grant]"), { count: "4", conditions: "Outer ring only" }, { sheet: true });
  const granted = await until(company, "/dispatch", '[data-dispatch][data-status="live"]');
  await fill(company, granted.locator("[data-roster]"), { badges: "b-1 b-2 b-3 b-4" });
  await until(host, "/dispatch", '[data-dispatch][data-status="live"]:has-text("b-4")');
  for (const [badge, way] of [["b-1", "in"], ["b-5", "turned_away"], ["b-6", "met"]]) {
    await host.page.fill('#badge-form [name="badge"]', badge);
    await host.page.locator('#badge-form button[type="submit"]').click();
    const answer = host.page.locator(`[data-badge="${badge}"]`);
    await answer.waitFor();
    saw[badge] = [await answer.getAttribute("data-covered"), await answer.innerText()];
    await press(host, host.page.locator(`#badge-answer [data-way="${way}"]`));
  }
  saw.present = await (await until(host, "/dispatch", '[data-present="b-6"][data-covered="no"]')).innerText();
  saw.ways = await host.page.locator('#badge-answer [data-way="in"]').count();
}

async function meetings() {
  await at(host, "/meetings");
  const call = host.page.locator("#call");
  await call.locator("summary").first().click();
  await call.locator("[data-into=agenda][data-item]").first().check();
  await call.locator("[data-topics]").fill("Night shifts");
  await fill(host, call, { title: "Weekly meeting", place: "Works" });
  const called = await until(company, "/meetings", '[data-meeting="weekly-meeting"]');
  saw.agenda = await called.locator("ol.lines").first().innerText();
  await press(company, called.locator('[data-act="accepted"]'), "Three of us");
  const answered = await until(host, "/meetings", '[data-meeting="weekly-meeting"] [data-party="Company"][data-answer="accepted"]');
  await answered.waitFor();
  const meeting = host.page.locator('[data-meeting="weekly-meeting"]');
  await fill(host, meeting.locator("[data-attend]"), { people: "officer-1 officer-2" });
  const drafting = (await until(host, "/meetings", '[data-meeting="weekly-meeting"]')).locator("[data-draft]").first();
  await drafting.locator("summary").click();
  await drafting.locator('[name="text"]').first().fill("Both sides report a quiet week.");
  await drafting.locator("[data-add-row]").click();
  const row = drafting.locator("[data-row]").nth(1);
  await row.locator('[name="kind"]').selectOption("action");
  await row.locator('[name="text"]').fill("Mend the fence at the north gate");
  await row.locator('[name="action"]').fill("fence");
  await row.locator('[name="owner"]').selectOption("company");
  await row.locator('[name="due_ms"]').fill("2020-01-01T12:00");
  await drafting.locator('button[type="submit"]').click();
  saw.drafted = await confirm(host);
  const drafted = await until(company, "/meetings", '[data-meeting="weekly-meeting"] [data-minutes]');
  await fill(company, drafted.locator("[data-reserve]"), { text: "Quiet on our side only" }, { sheet: true });
  const signing = await until(host, "/meetings", '[data-meeting="weekly-meeting"] [data-party="Company"][data-signed="yes"]');
  await signing.waitFor();
  await host.page.locator('[data-meeting="weekly-meeting"] [data-act="sign-minutes"]').click();
  saw.minutes = await signOnSheet(host, { picture: `${pictures}/sheet-minutes.png` });
  saw.signed = await (await until(company, "/meetings", '[data-minutes]:not(:has([data-signed="no"]))')).innerText();
  saw.overdue = await (await until(company, "/meetings", '[data-action="fence"][data-overdue]')).innerText();
}

async function statements() {
  await at(host, "/statements");
  await fill(host, host.page.locator("#draft"), { title: "After the night", lines: "Two people were hurt.\nNobody was arrested.\nWe thank the hospital." });
  const drafted = await until(company, "/statements", '[data-statement="after-the-night"]');
  for (const [line, word, text] of [[1, "cleared", ""], [2, "no_comment", ""], [3, "edited", "We thank both hospitals."]]) {
    const row = drafted.locator(`[data-line="${line}"]`);
    await row.locator('[name="clearance"]').selectOption(word);
    await row.locator('[name="text"]').fill(text);
  }
  await drafted.locator('form.answers button[type="submit"]').click();
  await confirm(company);
  await until(host, "/statements", '[data-statement] [data-line="3"] [data-word="edited"]');
  await host.page.locator('[data-act="issue-together"]').click();
  saw.issued = await signOnSheet(host);
  saw.said = await (await until(company, "/statements", "[data-issued]")).innerText();
  const again = host.page.locator('[data-statement="after-the-night"] [data-redraft]');
  await at(host, "/statements");
  await fill(host, again, { lines: "Two people were hurt.\nWe thank both hospitals." });
  saw.versions = await (await until(company, "/statements", "[data-versions]")).locator("li").count();
}

async function pictured() {
  for (const [lang, theme, width] of [["en", "dark", 1280], ["en", "light", 360], ["ur", "dark", 360], ["ur", "light", 1280], ["zh", "dark", 1280]]) {
    const room = await openRoom(browsers[0], hostUrl, { lang, theme, width, height: 900 });
    await signIn(room, hostKey);
    for (const path of ["meetings", "dispatch", "statements", "accord/access", "accord"]) {
      await room.page.goto(`${hostUrl}/${path}`);
      await room.page.locator('html[data-frame="ready"]').waitFor();
      await room.page.evaluate(() => document.querySelectorAll("details.new, [data-grant], [data-draft], .mandate details").forEach((each) => (each.open = true)));
      await room.page.screenshot({ path: `${pictures}/${path.replace("/", "-")}-${lang}-${theme}-${width}.png`, fullPage: path !== "accord" });
      saw.widest = Math.max(saw.widest ?? 0, (await room.page.evaluate(() => document.documentElement.scrollWidth)) - width);
    }
    await room.context.close();
  }
}

try {
  await Promise.all([signIn(host, hostKey), signIn(company, companyKey)]);
  await dispatches();
  await meetings();
  await statements();
  if (look) await pictured();
  console.log(JSON.stringify({ ...saw, faults: [...host.faults, ...company.faults] }));
} finally {
  await Promise.all(browsers.map((browser) => browser.close()));
}
