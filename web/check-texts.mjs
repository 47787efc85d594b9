// Part of `npm run check`: every text that a page or module asks for exists in English, Chinese and Urdu, with the same
// variables; none is unused; none is empty.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const web = dirname(fileURLToPath(import.meta.url));
const node = join(dirname(web), "src/safeconduct/node");
const LANGUAGES = ["en", "zh", "ur"];
/** Ids put together from a word of the records: used through one of these beginnings. */
const BEGINNINGS = [
  "act",
  "answer",
  "badge-do",
  "clearance",
  "consent",
  "dispatch-status",
  "fact",
  "feed-state",
  "field",
  "gate-noted",
  "impact",
  "incidents-mark",
  "incidents-page",
  "journey",
  "kind",
  "knower",
  "likelihood",
  "log-state",
  "mandate",
  "meeting(?:-do)?",
  "movement-status",
  "movements-(?:did|answer|place|leg)",
  "outcome",
  "page",
  "phone",
  "quarantine-why",
  "reason",
  "record",
  "redline",
  "remark",
  "risk-of",
  "role",
  "said",
  "sign",
  "source",
  "stand",
  "standing",
  "terms",
  "value",
  "why",
  "worth",
];
const COMPOSED = new RegExp(`^(${BEGINNINGS.join("|")})-`);

const faults = [];

/** id -> variables of it, over that language's files. */
function texts(language) {
  const found = new Map();
  for (const name of readdirSync(join(node, "locales")).filter((file) => new RegExp(`^(.+\\.)?${language}\\.ftl$`).test(file))) {
    let id = "";
    for (const line of readFileSync(join(node, "locales", name), "utf8").split("\n")) {
      const start = /^([a-z][\w-]*) *=(.*)$/.exec(line);
      if (start) {
        id = start[1];
        if (found.has(id)) faults.push(`${name}: ${id} stands there twice`);
        found.set(id, new Set());
      }
      if (line.startsWith("#") || id === "") continue;
      for (const [, variable] of line.matchAll(/\$(\w+)/g)) found.get(id).add(variable);
      if (start && start[2].trim() === "" ) found.get(id).add("(continued)");
    }
  }
  return found;
}

function filesUnder(folder, ending) {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => ending.test(file) && !file.includes("node_modules"))
    .map((file) => join(folder, file));
}

const byLanguage = Object.fromEntries(LANGUAGES.map((language) => [language, texts(language)]));
const all = new Set(LANGUAGES.flatMap((language) => [...byLanguage[language].keys()]));
for (const id of all)
  for (const language of LANGUAGES) {
    const here = byLanguage[language].get(id);
    if (!here) faults.push(`${language}: ${id} is missing`);
    else {
      const wanted = [...(byLanguage.en.get(id) ?? [])].sort().join(" ");
      const has = [...here].sort().join(" ");
      // Chinese has no plural, so it may say in one line what English says in a choice; the variables stay the same.
      if (wanted.replace(/\(continued\) ?/, "") !== has.replace(/\(continued\) ?/, "")) faults.push(`${language}: ${id} has variables "${has}", English has "${wanted}"`);
    }
  }

const sources = [...filesUnder(join(node, "templates"), /\.html$/), ...filesUnder(web, /\.ts$/), ...filesUnder(node, /\.py$/)].map((path) => [path, readFileSync(path, "utf8")]);
const everything = sources.map(([, text]) => text).join("\n");
for (const [path, text] of sources)
  for (const [, id] of text.matchAll(/\bt\(\s*["']([a-z][\w-]*)["']/g)) if (!id.endsWith("-") && !all.has(id)) faults.push(`${path}: asks for ${id}, which no file has`);
for (const id of all) if (!COMPOSED.test(id) && !new RegExp(`["'\`]${id}["'\`]`).test(everything)) faults.push(`${id} is used by nothing`);

for (const fault of faults) console.error(fault);
if (faults.length) console.error(`next: mend src/safeconduct/node/locales/, or the page that asks`);
process.exit(faults.length ? 1 : 0);
