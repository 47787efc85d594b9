// Keeps the gate's page, what it is made of and what it knows on the phone.
import { keep } from "./kept.js";

keep({
  cache: "safeconduct-gate-1",
  isKept: ({ pathname }) => /^\/(gate|api\/gate|static\/.*)$/.test(pathname),
  // A page that sends to the sign-in must not take the place of the one that works without a link.
  mayReplace: (fresh) => fresh.ok && !fresh.redirected,
  match: { ignoreVary: true },
});
