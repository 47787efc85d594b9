// Takes pictures of the pages of movements to be looked at: node movements-look.mjs URL KEYFILE OUTDIR [langs] [themes] [widths]
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { launch, openRoom, signIn } from "./room.mjs";

const [origin, keyFile, out, langs = "en,zh,ur", themes = "dark,light", widths = "1280,360"] = process.argv.slice(2);
await mkdir(out, { recursive: true });
const browser = await launch();
let found = 0;
for (const lang of langs.split(","))
  for (const theme of themes.split(","))
    for (const width of widths.split(",").map(Number)) {
      const room = await openRoom(browser, origin, { lang, theme, width, height: width < 700 ? 740 : 800 });
      const { page } = room;
      const shot = async (name) => {
        await page.evaluate(() => document.fonts.ready);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        if (wide > 0) room.faults.push(`${name} is ${wide} px too wide`);
        await page.screenshot({ path: join(out, `${name}-${lang}-${theme}-${width}.png`), fullPage: true });
      };
      await signIn(room, keyFile);
      await page.goto(`${origin}/movements`);
      await page.locator('html[data-movements="ready"]').waitFor();
      await shot("list");
      await page.locator("#movement-list a").first().click();
      await page.locator("#approvals").waitFor();
      await shot("one");
      const link = await page.locator("[data-link]").first().getAttribute("href").catch(() => null);
      if (link) {
        await page.goto(`${origin}${link}`);
        await page.locator('html[data-traveller="ready"]').waitFor();
        await shot("traveller");
      }
      for (const fault of room.faults) console.error(`${lang} ${theme} ${width}: ${fault}`);
      found += room.faults.length;
      await room.context.close();
    }
await browser.close();
process.exit(found ? 1 : 0);
