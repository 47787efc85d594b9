// Every page as a person with a keyboard or a screen reader meets it: looked at by axe-core, reached through the palette.
// Usage: node pages.mjs ORIGIN KEYFILE PICTURES LANGUAGES THEMES WIDTHS PATH...
// Prints one JSON line: `broken` what axe-core calls serious or critical, `faults` errors and outside requests, `wide` pages that scroll sideways.
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { launch, mapReady, openRoom, signIn } from "./room.mjs";

const [origin, keyFile, pictures, languages, themes, widths, ...paths] = process.argv.slice(2);
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const GRAVE = ["serious", "critical"];
const HEIGHTS = { 360: 740, 1280: 800, 2560: 1440 };
mkdirSync(pictures, { recursive: true });
const browser = await launch();
const saw = { broken: [], faults: [], wide: [], looked: 0, palette: [] };

/** What axe-core finds on the page as it stands. */
async function examine(page, where) {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  for (const { id, impact, nodes } of violations)
    if (GRAVE.includes(impact)) saw.broken.push(`${where}: ${id}: ${nodes.map((node) => node.target.join(" ")).slice(0, 3).join(", ")}`);
  saw.looked += 1;
}

async function visit(room, path, where, picture) {
  const { page } = room;
  const answer = await page.goto(`${origin}${path}`);
  if (answer.status() !== 200) throw new Error(`${path} answers ${answer.status()}`);
  await page.locator('html[data-frame="ready"], html[data-traveller="ready"], html[data-reader="ready"], html[data-gate="ready"]').waitFor();
  if (path === "/watch") await mapReady(room);
  await page.evaluate(() => document.fonts.ready);
  await examine(page, where);
  const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  if (over > 0) saw.wide.push(`${where}: ${over} px`);
  await page.screenshot({ path: join(pictures, picture), fullPage: true });
}

/** Goes to each page by typing the beginning of its name; gives where that led. */
async function walkPalette({ page }) {
  await page.goto(`${origin}/watch`);
  await page.locator('html[data-frame="ready"]').waitFor();
  const names = await page.locator("a[data-page-name]").allInnerTexts();
  for (const name of names) {
    await page.keyboard.press("/");
    await page.locator("#palette[open]").waitFor();
    await page.keyboard.type(name.trim());
    await page.keyboard.press("Enter");
    await page.waitForFunction((wanted) => document.querySelector("a[data-page-name][aria-current]")?.innerText.trim() === wanted, name.trim());
    await page.locator('html[data-frame="ready"]').waitFor();
    saw.palette.push(new URL(page.url()).pathname);
  }
  await page.keyboard.press("Control+k");
  await page.locator("#palette[open]").waitFor();
  await examine(page, "palette");
  await page.screenshot({ path: join(pictures, "palette.png") });
  await page.keyboard.press("Escape");
  await page.locator("#palette:not([open])").waitFor({ state: "attached" });
  await page.keyboard.press("?");
  await page.locator("#help[open]").waitFor();
  await examine(page, "help");
}

for (const lang of languages.split(","))
  for (const theme of themes.split(","))
    for (const width of widths.split(",").map(Number)) {
      const look = { lang, theme, width, height: HEIGHTS[width] ?? 800 };
      const room = await openRoom(browser, origin, look);
      const name = (path) => `${path.replaceAll("/", " ").trim().replaceAll(/[^\w-]+/g, "-") || "root"}-${lang}-${theme}-${width}.png`;
      await visit(room, "/sign-in", `/sign-in ${lang} ${theme} ${width}`, name("/sign-in"));
      await signIn(room, keyFile);
      for (const path of paths) await visit(room, path, `${path} ${lang} ${theme} ${width}`, name(path));
      if (saw.palette.length === 0) await walkPalette(room);
      saw.faults.push(...room.faults.map((fault) => `${lang} ${theme} ${width}: ${fault}`));
      await room.context.close();
    }
await browser.close();
console.log(JSON.stringify(saw));
