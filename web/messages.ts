// The same Fluent files that the server's pages use, loaded for the page's language only.
import { FluentBundle, FluentResource, type FluentVariable } from "@fluent/bundle";
import { page, type Language } from "./page.js";

const sources: Record<Language, () => Promise<{ default: string }[]>> = {
  en: () => Promise.all([import("@locales/en.ftl"), import("@locales/accord.en.ftl"), import("@locales/feeds.en.ftl"), import("@locales/meetings.en.ftl"), import("@locales/incidents.en.ftl"), import("@locales/voices.en.ftl"), import("@locales/response.en.ftl"), import("@locales/disclosure.en.ftl")]),
  zh: () => Promise.all([import("@locales/zh.ftl"), import("@locales/accord.zh.ftl"), import("@locales/feeds.zh.ftl"), import("@locales/meetings.zh.ftl"), import("@locales/incidents.zh.ftl"), import("@locales/voices.zh.ftl"), import("@locales/response.zh.ftl"), import("@locales/disclosure.zh.ftl")]),
  ur: () => Promise.all([import("@locales/ur.ftl"), import("@locales/accord.ur.ftl"), import("@locales/feeds.ur.ftl"), import("@locales/meetings.ur.ftl"), import("@locales/incidents.ur.ftl"), import("@locales/voices.ur.ftl"), import("@locales/response.ur.ftl"), import("@locales/disclosure.ur.ftl")]),
};

async function load(language: Language): Promise<FluentBundle> {
  const bundle = new FluentBundle(language, { useIsolating: language === "ur" });
  for (const source of await sources[language]()) bundle.addResource(new FluentResource(source.default));
  return bundle;
}

const bundle = await load(page.language in sources ? page.language : "en");

/** The text of that message, or undefined if there is none. */
export function find(id: string, variables: Record<string, FluentVariable> = {}): string | undefined {
  const pattern = bundle.getMessage(id)?.value;
  return pattern ? bundle.formatPattern(pattern, variables) : undefined;
}

/** The text of that message. A missing one shows its id, so that it is seen and mended. */
export function t(id: string, variables: Record<string, FluentVariable> = {}): string {
  return find(id, variables) ?? id;
}
