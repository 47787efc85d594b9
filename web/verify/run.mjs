// The verifier of verify.html without the page, for tests: node web/verify/run.mjs PACK... prints one JSON report a line.
// With --stdin it reads the names of packs, one a line, and answers each before it reads the next.
// With --plans it checks plan files, and says how long each took.
// With --ed25519, --merkle, --judge, --fold, --certificates or --records FILE it answers cases (JSON lines) instead of packs.
import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { createInterface } from "node:readline";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const folder = await mkdtemp(join(tmpdir(), "verify-"));
const outfile = join(folder, "core.mjs");
await build({ entryPoints: [join(here, "core.ts")], bundle: true, outfile, format: "esm", target: ["es2022"], platform: "neutral" });
const core = await import(pathToFileURL(outfile).href);
await rm(folder, { recursive: true });

/** Without a copy: a Buffer is a Uint8Array. */
const source = async (name) => ({ size: (await stat(name)).size, read: () => readFile(name) });
const lines = async (name) => (await readFile(name, "utf8")).split("\n").filter(Boolean).map((line) => JSON.parse(line));
const tell = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);
const answer = async (name) => tell(await core.verify(await source(name)));

const [option, file] = process.argv.slice(2);
if (option === "--stdin") {
  for await (const name of createInterface({ input: process.stdin })) await answer(name);
} else if (option === "--ed25519") {
  for (const each of await lines(file)) tell(await core.ed25519Case(each));
} else if (option === "--merkle") {
  for (const each of await lines(file)) tell(core.merkleCase(each));
} else if (option === "--judge") {
  for (const each of await lines(file)) tell(core.judgeCase(each));
} else if (option === "--fold") {
  for (const each of await lines(file)) tell(await core.foldCase(each));
} else if (option === "--records") {
  for (const each of await lines(file)) tell(core.recordCase(each));
} else if (option === "--certificates") {
  for (const each of await lines(file)) tell(core.certificateCase(each));
} else if (option === "--plans") {
  for (const name of process.argv.slice(3)) {
    const raw = new Uint8Array(await readFile(name)), start = performance.now();
    tell({ ...core.planReport(raw), seconds: (performance.now() - start) / 1000 });
  }
} else if (option === "--tables") {
  tell(core.tables());
} else {
  for (const name of process.argv.slice(2)) await answer(name);
}
