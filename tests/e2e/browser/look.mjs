// Takes pictures of every page to be looked at: node look.mjs ORIGIN KEYFILE OUTDIR [en,zh,ur] [dark,light] [1280,360]
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { launch, mapReady, openRoom, signIn } from "./room.mjs";

const [origin, keyFile, out, langs = "en,zh,ur", themes = "dark,light", widths = "1280,360"] = process.argv.slice(2);
if (!out) {
  console.error("usage: node look.mjs ORIGIN KEYFILE OUTDIR [languages] [themes] [widths]");
  process.exit(2);
}
const HEIGHTS = { 360: 740, 768: 1024, 1280: 800, 1920: 1080, 2560: 1440 };

await mkdir(out, { recursive: true });
const browser = await launch();
let found = 0;
for (const lang of langs.split(","))
  for (const theme of themes.split(","))
    for (const width of widths.split(",").map(Number)) {
      const room = await openRoom(browser, origin, { lang, theme, width, height: HEIGHTS[width] ?? 800 });
      const shot = (name) => room.page.screenshot({ path: join(out, `${name}-${lang}-${theme}-${width}.png`), fullPage: width < 760 });
      await room.page.goto(`${origin}/sign-in`);
      await room.page.locator('html[data-frame="ready"]').waitFor();
      await room.page.evaluate(() => document.fonts.ready);
      await shot("sign-in");
      await signIn(room, keyFile);
      await mapReady(room);
      await room.page.evaluate(() => document.fonts.ready);
      await shot("watch");
      if (await room.page.locator('[data-act="acknowledge"]').count()) {
        await room.page.keyboard.press("a");
        await room.page.locator('#sign[open][data-step="confirm"]').waitFor();
        await room.page.screenshot({ path: join(out, `sign-${lang}-${theme}-${width}.png`) });
        await room.page.keyboard.press("Escape");
      }
      await room.page.goto(`${origin}/accord`);
      await room.page.locator('html[data-frame="ready"]').waitFor();
      await room.page.evaluate(() => document.fonts.ready);
      await shot("accord");
      await room.page.keyboard.press("?");
      await room.page.screenshot({ path: join(out, `help-${lang}-${theme}-${width}.png`) });
      for (const fault of room.faults) console.error(`${lang} ${theme} ${width}: ${fault}`);
      found += room.faults.length;
      await room.context.close();
    }
await browser.close();
process.exit(found ? 1 : 0);
