// Builds the pages' static files: `npm run build`, or `npm run build -- --watch` while working on them.
// Everything a page needs is copied into one folder, so that no page ever asks the outside for anything.
import { copyFile, mkdir, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, context } from "esbuild";
import { buildVerify } from "./verify/build.mjs";

const web = dirname(fileURLToPath(import.meta.url));
const root = dirname(web);
const out = join(root, "src/safeconduct/node/static");
const modules = join(root, "node_modules");

const options = {
  absWorkingDir: web,
  entryPoints: {
    app: "css/app.css",
    fonts: "css/fonts.css",
    frame: "frame.ts",
    watch: "watch.ts",
    accord: "accord.ts",
    compliance: "compliance.ts",
    gate: "gate.ts",
    propose: "propose.ts",
    joint: "joint.ts",
    incidents: "incidents.ts",
    "sign-in": "sign-in.ts",
    movements: "movements.ts",
    traveller: "traveller.ts",
    disclosure: "disclosure.ts",
    reader: "reader.ts",
    report: "report.ts",
    source: "source.ts",
    voices: "voices.ts",
  },
  outdir: out,
  bundle: true,
  splitting: true,
  format: "esm",
  target: ["es2022"],
  minify: true,
  charset: "utf8",
  sourcemap: false,
  legalComments: "linked",
  chunkNames: "chunk/[name]-[hash]",
  assetNames: "asset/[name]-[hash]",
  loader: { ".ftl": "text", ".woff2": "file", ".woff": "empty", ".svg": "dataurl" },
  alias: { "@locales": join(root, "src/safeconduct/node/locales") },
  logLevel: "warning",
};

// A worker is served under another address than its file's, so it is one file without chunks.
const workers = {
  ...options,
  entryPoints: { "gate-worker": "gate-worker.ts", "traveller-worker": "traveller-worker.ts" },
  splitting: false,
};

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
// The map's worker is a file of its own: it must be served, not bundled (MapLibre GL 6 is ESM).
await copyFile(join(modules, "maplibre-gl/dist/maplibre-gl-worker.mjs"), join(out, "map-worker.js"));
await copyFile(join(web, "icon.svg"), join(out, "icon.svg"));
// What documents are printed with. The Python side reads them, no page does.
const print = {
  "@embedpdf/fonts-latin/fonts": ["NotoSans-Regular.ttf", "NotoSans-Bold.ttf"],
  "@embedpdf/fonts-sc/fonts": ["NotoSansHans-Regular.otf", "NotoSansHans-Bold.otf"],
  "@expo-google-fonts/noto-nastaliq-urdu": ["400Regular/NotoNastaliqUrdu_400Regular.ttf", "700Bold/NotoNastaliqUrdu_700Bold.ttf"],
};
await mkdir(join(out, "print"));
for (const [folder, names] of Object.entries(print)) {
  for (const name of names) await copyFile(join(modules, folder, name), join(out, "print", basename(name)));
}
await buildVerify(join(out, "verify.html"));

for (const each of [options, workers]) {
  if (process.argv.includes("--watch")) await (await context(each)).watch();
  else await build(each);
}
