// One officer releases on the page Disclosure, three times; a reader opens on a phone, another refuses, the author recalls;
// both parties open an inquiry, and the other side takes its report.
// Usage: node disclosing.mjs HOST_URL COMPANY_URL AUTHOR_KEY OFFICER_KEY READER_KEY FOLDER DOCUMENT
// In FOLDER: DOCUMENT.document, author.age, reader.age, other.age; the report is saved there. Prints one JSON line with what was seen.
import { join } from "node:path";
import { launch, openRoom, signIn, signOnSheet } from "./room.mjs";

const [hostUrl, companyUrl, authorKey, officerKey, readerKey, folder, name] = process.argv.slice(2);
const browser = await launch();
const rooms = await Promise.all([
  openRoom(browser, hostUrl),
  openRoom(browser, companyUrl, { theme: "light" }),
  openRoom(browser, companyUrl, { width: 360, height: 740 }),
]);
const [author, officer, reader] = rooms;
const saw = { wrong: [] };
const kept = join(folder, `${name}.document`);

const at = async ({ page, origin }, path = "/disclosure") => {
  await page.goto(`${origin}${path}`);
  await page.locator('html[data-frame="ready"]').waitFor();
};

/** The form of that fold, opened. */
async function opened({ page }, id) {
  await page.locator('html[data-disclosure="ready"]').waitFor();
  await page.locator(`#${id} summary`).click();
  return page.locator(`#${id} form`);
}

const send = (form) => form.locator('button[type="submit"]').click();

/** In the list of one room: the release of that part to that reader. */
const row = ({ page }, who, part) => page.locator(`[data-document="${name}"] [data-release]`).filter({ hasText: who }).filter({ hasText: part });

const stands = (room, who, part, standing) => row(room, who, part).and(room.page.locator(`[data-standing="${standing}"]`)).waitFor();

async function release(who, part, key = "author.age") {
  await at(author);
  const form = await opened(author, "release");
  await form.locator('[name="kept"]').setInputFiles(kept);
  await form.locator('[name="identity"]').setInputFiles(join(folder, key));
  await form.locator('[name="part"]').selectOption(part);
  await form.locator('[name="reader"]').selectOption({ label: `${who} · Company` });
  await form.locator('[name="purpose"]').fill("drives the first car");
  await send(form);
  return form;
}

async function wronged(form) {
  const wrong = form.locator("[data-wrong]:not([hidden])");
  await wrong.waitFor();
  saw.wrong.push(await wrong.innerText());
}

/** A button of a release that asks why, and is signed at once. */
async function press(room, who, part, act) {
  await row(room, who, part).locator(`[data-act="${act}"]`).click();
  await room.page.fill("#sign-reason", `${act} it`);
  await room.page.locator("#sign-reason").press("Enter");
  await room.page.locator('#sign[open][data-step="confirm"]').waitFor();
  await room.page.keyboard.press("Enter");
  await room.page.locator("#sign:not([open])").waitFor({ state: "attached" });
}

async function openOnPhone(part) {
  const { page } = reader;
  await at(reader);
  const mine = page.locator("[data-mine]").filter({ hasText: name }).filter({ hasText: part });
  await mine.locator('[data-act="open"]').click();
  await page.locator('#sign[open][data-step="confirm"]').waitFor();
  await page.keyboard.press("Enter");
  await page.locator("#sign:not([open])").waitFor({ state: "attached" });
  await mine.and(page.locator('[data-standing="given"]')).waitFor(); // both nodes have given their shares
  await mine.locator("a").click();
  await page.locator('html[data-reader="ready"]').waitFor();
  await page.setInputFiles("#reader-key", join(folder, "reader.age"));
  await page.locator("#reader-text:not([hidden])").waitFor();
  return page.locator("#reader-text").textContent();
}

async function inquire(leak) {
  await at(author);
  const form = await opened(author, "inquire");
  await form.locator('[name="inquiry"]').fill("chat");
  await form.locator('[name="leak"]').fill(leak);
  await form.locator('[name="reason"]').fill("seen in a chat");
  await send(form);
  await wronged(form); // no document is chosen
  await form.locator(`[name="document"][value="${name}"]`).check();
  await send(form);
  saw.inquiry = await signOnSheet(author);
  const theirs = officer.page.locator('[data-inquiry="chat"]');
  await theirs.locator('[data-act="inquire"]').click();
  await officer.page.fill("#sign-reason", "seen in our chat");
  await officer.page.locator("#sign-reason").press("Enter");
  saw.joined = await signOnSheet(officer);
  await officer.page.locator('[data-inquiry="chat"][data-open="yes"]').waitFor();
  await author.page.locator('[data-inquiry="chat"][data-open="yes"]').waitFor();
}

async function report(leak, path) {
  await at(officer);
  const form = await opened(officer, "report");
  await form.locator('[name="inquiry"]').selectOption("chat");
  await form.locator('[name="kept"]').setInputFiles(kept);
  await form.locator('[name="leak"]').fill(`${leak} `);
  for (let tries = 0; ; tries++) {
    await send(form);
    await wronged(form); // it is another text, unless a half of the code is still on its way
    if (!saw.wrong.at(-1).includes("revealed")) break;
    if (tries > 20) throw new Error(saw.wrong.at(-1));
    saw.wrong.pop();
    await officer.page.waitForTimeout(500);
  }
  for (let tries = 0; ; tries++) {
    await form.locator('[name="leak"]').fill(leak);
    const download = officer.page.waitForEvent("download", { timeout: 3_000 }).catch(() => null);
    await send(form);
    const file = await download; // none while a half of the code is still on its way
    if (file) return file.saveAs(path);
    if (tries > 9) throw new Error(`no report: ${await form.locator("[data-wrong]").innerText()}`);
  }
}

try {
  await Promise.all([signIn(author, authorKey), signIn(officer, officerKey), signIn(reader, readerKey)]);
  await at(officer);
  await wronged(await release("Ada", "leg-1", "other.age"));
  await release("Ada", "leg-1");
  saw.within = await signOnSheet(author);
  await stands(author, "Ada", "leg-1", "held");
  const leak = await openOnPhone("leg-1");
  await stands(author, "Ada", "leg-1", "given");
  await release("Lin", "leg-1");
  saw.beyond = await signOnSheet(author);
  await stands(officer, "Lin", "leg-1", "held");
  await press(officer, "Lin", "leg-1", "refuse");
  await stands(author, "Lin", "leg-1", "refused");
  await release("Ada", "order");
  await signOnSheet(author);
  await stands(officer, "Ada", "order", "held");
  await press(author, "Ada", "order", "recall");
  await stands(officer, "Ada", "order", "recalled");
  const found = leak.toLowerCase();
  await inquire(found);
  await report(found, join(folder, "chat.report"));
  console.log(JSON.stringify({ ...saw, leak, faults: rooms.flatMap(({ faults }) => faults) }));
} finally {
  await browser.close();
}
