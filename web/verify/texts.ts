// Whatever is readable in a pack, and its cosigned checkpoints, written again from the logs.
import { accordText, ruleText } from "./accord-text.js";
import { type Bytes } from "./bytes.js";
import { type Head } from "./entry.js";
import { cosignedAtS, parseCheckpoint, parseKey, readNote, strip, withLines, writeNote, type Note } from "./note.js";
import { witnessVkeys } from "./heads.js";
import { batches } from "./observations.js";
import { Refused } from "./refusal.js";
import { type Replay } from "./replay.js";
import { summaryText } from "./summary.js";
import { type LogKeys, type Pack, type PackedLog } from "./unpack.js";
import { hex } from "./bytes.js";

/** The readable files, by name. */
export function textsAgain(pack: Pack, replay: Replay): Map<string, string> {
  const found = new Map([
    ["accord.txt", accordText(replay)],
    ["summary.txt", summaryText(pack, replay, batches(replay, pack))],
  ]);
  const rule = ruleText(replay, pack.claim.claimed);
  return rule === null ? found : found.set("rule.txt", rule);
}

/** The note with the log's own signature, and those cosignatures on this very head that the logs record. A line that
 * does not hold is left out: the record that has it is a finding of its own. */
export function cosignedAgain(log: PackedLog, keys: LogKeys, pack: Pack, replay: Replay): Bytes {
  let note = strip(readNote(log.checkpoint), parseKey(keys.log_vkey));
  const { size, root } = parseCheckpoint(note.text);
  const vkeys = witnessVkeys(pack, replay.entries);
  for (const other of pack.policy) {
    for (const placed of replay.order) {
      const { type, body } = placed.entry.record;
      if (type !== "log.cosigned/1" || placed.entry.log !== other.origin || !replay.fold.counts(placed)) continue;
      const head = body.head as unknown as Head;
      if (head.origin !== keys.origin || BigInt(head.size) !== size || head.root !== hex(root)) continue;
      note = withOne(note, body.cosignature as string, vkeys.get(other.origin)!);
    }
  }
  return writeNote(note);
}

/** The note with that line, where it holds under one of the keys. */
function withOne(note: Note, line: string, vkeys: readonly string[]): Note {
  for (const vkey of vkeys) {
    try {
      const more = withLines(note, line);
      cosignedAtS(more, parseKey(vkey));
      return more;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
    }
  }
  return note;
}
