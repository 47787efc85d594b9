// Builds verify.html: one file that needs nothing else. Its policy names the hashes of its one script and one style and
// allows nothing more, so the page cannot ask the outside for anything, whatever a pack holds.
import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));

const hash = (text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

/** The bundle of one entry, as text. */
async function bundle(entry) {
  const { outputFiles } = await build({
    entryPoints: [join(here, entry)], outdir: here, bundle: true, write: false, format: "esm", target: ["es2022"], minify: true,
    charset: "utf8", legalComments: "none", loader: { ".woff2": "dataurl" }, logLevel: "warning",
  });
  return outputFiles[0].text.trim();
}

/** Writes the page to that file. */
export async function buildVerify(out) {
  const [script, style, page, icon] = await Promise.all([
    bundle("page.ts"), bundle("page.css"), readFile(join(here, "page.html"), "utf8"), readFile(join(here, "../icon.svg")),
  ]);
  const policy = [
    "default-src 'none'", `script-src ${hash(script)}`, `style-src ${hash(style)}`, "font-src data:", "img-src data:", "base-uri 'none'", "form-action 'none'",
  ].join("; ");
  const parts = { policy, script, style, icon: icon.toString("base64") };
  await writeFile(out, page.replace(/\{(policy|script|style|icon)\}/g, (_, name) => parts[name]));
}
