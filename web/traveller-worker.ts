// Keeps travellers' pages and what they are made of on the phone.
import { keep } from "./kept.js";

keep({ cache: "safeconduct-journey-1", isKept: () => true, mayReplace: (fresh) => fresh.ok, match: {} });
