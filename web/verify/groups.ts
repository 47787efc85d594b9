// Secret fields that records commit to: which of them a claim is about, and whether what is shown is what was meant.
import { decode } from "./canonical.js";
import { verdictOf } from "./claim.js";
import { type Committed } from "./contents.js";
import { broken, holds, notice, type Finding } from "./finding.js";
import { moment } from "./moment.js";
import { Refused } from "./refusal.js";
import { type Replay } from "./replay.js";
import { type Claimed, type Pack } from "./unpack.js";

const SALT_BYTES = 16;

/** The groups about that claim, by commitment: of what the duty's key names, or what the records are about that it rests on. */
export function groupsOf(replay: Replay, claimed: Claimed): Map<string, Committed> {
  const verdict = verdictOf(replay, claimed);
  const ids = claimed.kind === "late" ? [claimed.record] : [...(verdict?.anchor ?? []), ...(verdict?.witness ?? [])];
  const subjects = new Set(replay.records(ids).map(({ entry }) => entry.record.object));
  if (claimed.kind !== "late") for (const [name, value] of Object.entries(claimed.key)) subjects.add(`${name}/${value}`);
  return replay.fold.contents.about(subjects);
}

export function* checkGroups(pack: Pack, replay: Replay): Generator<Finding> {
  for (const [digest, { party, subject, group, record }] of groupsOf(replay, pack.claim.claimed)) {
    const what = `${group} of ${subject}`, blob = pack.blobs.get(digest);
    if (!blob) {
      yield notice(`${what}, to which ${party} committed, ${gone(replay, party, digest)}`, `record ${record.slice(0, 16)}`);
      continue;
    }
    try {
      decode(blob.subarray(SALT_BYTES));
      yield holds(`${what} is what ${party} committed to`, `blobs/${digest}`);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      yield broken(`${what} is in no canonical spelling, so it could be read in two ways`, `blobs/${digest}`);
    }
  }
}

/** For the summary. */
export function groupLines(pack: Pack, replay: Replay): string[] {
  return [...groupsOf(replay, pack.claim.claimed)].map(([digest, { party, subject, group, record }]) => {
    const state = pack.blobs.has(digest) ? "in this pack" : gone(replay, party, digest);
    return `${group} of ${subject}, committed to by ${party}, record ${record.slice(0, 16)}: ${state}`;
  });
}

function gone(replay: Replay, party: string, digest: string): string {
  const erasedMs = replay.fold.contents.erasedMs(party, digest);
  return erasedMs === null ? "is withheld" : `was erased by its retention date, ${moment(erasedMs)}`;
}
