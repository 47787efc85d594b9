"""Trace lines by definition: what of all lines so far counts, and which lines are in error. Never incremental.

Written from the description of the trace format, not from the reader.
"""

import json

T_MAX = 2**53 // 1000 - 1


def read(texts, parties, arities, vocabulary=None):
    """(facts that count, watermark, excluded ids, numbers of lines in error)."""
    errors, contents, owner, top = set(), {}, {}, {}
    for n, text in enumerate(texts, 1):
        if not text.strip():
            continue
        line = parsed(text)
        if not isinstance(line, dict) or line.get("log") not in parties or not is_seq(line.get("seq")):
            errors.add(n)
            continue
        place = (line["log"], line["seq"])
        if place in contents and same(line, contents[place][0]):
            if not well_formed(line):
                errors.add(n)
            continue
        contents.setdefault(place, []).append(line)
        if len(contents[place]) > 1 or not well_formed(line):
            errors.add(n)  # equivocation, or unreadable
        elif owner.setdefault(line["id"], place) != place:
            errors.add(n)  # an id that another record has
            line["refused"] = True
        elif faulty(line, arities, vocabulary):
            errors.add(n)
            line["refused"] = True
        elif line["ev"] == "head":
            heads = top.setdefault(line["log"], {})
            if any((s < line["seq"] and h > line["complete_to"]) or (s > line["seq"] and h < line["complete_to"])
                   for s, h in heads.items()):  # fmt: skip
                errors.add(n)  # heads that shrink are named, and count
            heads[line["seq"]] = line["complete_to"]
    facts, heads, excluded = [], [], []
    for log in parties:
        head, seq = -1, 1
        while len(contents.get((log, seq), [])) == 1:
            (line,) = contents[log, seq]
            seq += 1
            if line.get("refused") or not well_formed(line):
                continue
            if line["ev"] == "head":
                head = max(head, line["complete_to"])
            elif line["t"] <= head:
                excluded.append(line["id"])
            else:
                facts.append((line["t"], log, line["seq"], line["id"], line["ev"], tuple(line.get("args", ()))))
        heads.append(head)
    return facts, min(heads), excluded, errors


def parsed(text):
    """Its fields; one that stands twice spoils the line, and the line's place if it is of that."""
    if len(text) > 65_535:
        return None
    try:
        pairs = json.loads(text, object_pairs_hook=list)
        fields = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if isinstance(fields, dict) and len(pairs) > len(fields):
        names = [name for name, _ in pairs]
        fields["twice"] = text
        if names.count("log") > 1 or names.count("seq") > 1:
            return None
    return fields


def same(a, b):
    return {k: v for k, v in a.items() if k != "refused"} == {k: v for k, v in b.items() if k != "refused"}


def is_int(x):
    return isinstance(x, int) and not isinstance(x, bool)


def is_seq(x):
    return is_int(x) and 1 <= x < 2**53


def is_text(x):
    return isinstance(x, str) and 1 <= len(x) <= 200


def well_formed(line):
    """Each field known, and of its own kind."""
    args = line.get("args", [])
    return (
        set(line) - {"refused"} <= {"id", "log", "seq", "ev", "t", "args", "complete_to"}
        and is_text(line.get("id"))
        and is_text(line.get("ev"))
        and all(is_int(line[name]) for name in ("t", "complete_to") if name in line)
        and isinstance(args, list)
        and len(args) <= 32
        and all(isinstance(arg, str) or (is_int(arg) and abs(arg) < 2**53) for arg in args)
    )


def faulty(line, arities, vocabulary):
    """Whether a readable line says what cannot be."""
    if line["ev"] == "head":
        return "t" in line or "args" in line or "complete_to" not in line or not -1 <= line["complete_to"] <= T_MAX
    if "t" not in line or "complete_to" in line or not 0 <= line["t"] <= T_MAX:
        return True
    n = len(line.get("args", []))
    if vocabulary is not None:
        return vocabulary.get(line["ev"]) != n
    return line["ev"] in arities and n not in arities[line["ev"]]
