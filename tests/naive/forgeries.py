"""Certificates changed at random, none of which may pass: `python -m tests.naive.forgeries 10000 [first seed]`.

A third keeps the old seal. A third is sealed anew, as a forger would. A third is damaged as text. One that is
sealed anew may happen to be true: then its bounds must follow from its own odds by the slow definition.
Ends 1 if one passes that should not.
"""

import json
import random
import sys
from collections import Counter
from fractions import Fraction
from pathlib import Path

import msgspec

from safeconduct.planner import certificate as proof
from safeconduct.planner import instance
from tests.naive import game as naive

PROOF = json.loads((Path(__file__).parents[1] / "vectors/planner/certificates-refused.json").read_text())
GAME = instance.to_game(instance.read(json.dumps(PROOF["game"]).encode()))
TEXT = json.dumps(PROOF["certificate"])


def forge(seed):
    """(how, the certificate as text)"""
    rng = random.Random(seed)
    how = ("kept", "sealed", "text")[seed % 3]
    if how == "text":
        return how, damaged(rng, TEXT)
    changed = json.loads(TEXT)
    while changed == json.loads(TEXT):
        for _ in range(rng.choice((1, 1, 1, 2, 3))):
            change(rng, changed)
    if how == "sealed":
        try:
            blank = msgspec.convert(changed | {"seal": ""}, proof.Certificate)
            changed["seal"] = proof._seal(blank)
        except (msgspec.ValidationError, KeyError):
            pass
    return how, json.dumps(changed)


def damaged(rng, text):
    """One character another, gone, twice; or the end cut off. Never the same document."""
    while True:
        at = rng.randrange(len(text))
        other = rng.choice('0123456789abcdef-{}[]",: ')
        new = rng.choice(
            (
                text[:at] + other + text[at + 1 :],
                text[:at] + text[at + 1 :],
                text[:at] + text[at:][:1] + text[at:],
                text[:at],
            )
        )
        try:
            if json.loads(new) == json.loads(text):
                continue
        except ValueError:
            pass
        return new


def change(rng, claim):
    """One change somewhere in the document."""
    kind = rng.choice(("odds", "move", "swap", "drop", "twice", "edge", "slot", "site", "bound", "field", "game"))
    rows = claim[rng.choice(("routes", "sites"))]
    if kind == "game":
        claim["game"] = claim["game"][::-1]
    elif kind == "bound":
        key = rng.choice(("lower", "upper"))
        a, b = map(int, claim[key].split("/"))
        claim[key] = f"{max(0, a + rng.choice((-1, 1)) * rng.choice((1, 7, a)))}/{b}"
    elif kind == "field":
        claim[f"more{rng.randrange(9)}"] = 1
    elif not rows:
        return
    elif kind == "odds":
        rng.choice(rows)["odds"] += rng.choice((-1, 1)) * rng.choice((1, 2, 1000, 2**31))
    elif kind == "move":
        shift = rng.choice((1, 1000, 10**8))
        rng.choice(rows)["odds"] += shift
        rng.choice(rows)["odds"] -= shift
    elif kind == "swap":
        rng.shuffle(rows)
    elif kind == "drop":
        rows.pop(rng.randrange(len(rows)))
    elif kind == "twice":
        rows.append(dict(rng.choice(rows)))
    else:
        row = rng.choice(rows)
        if kind == "site" and "site" in row:
            row["site"] += rng.choice((-1, 1, 1000))
        elif kind == "slot" and "slot" in row:
            row["slot"] += rng.choice((-1, 1))
        elif kind == "edge" and row.get("edges"):
            row["edges"][rng.randrange(len(row["edges"]))] += rng.choice((-1, 1))


def passes(text):
    """Whether it is taken for a proof."""
    try:
        claim = msgspec.json.decode(text.encode(), type=proof.Certificate)
        proof.certify(GAME, claim)
    except (msgspec.DecodeError, proof.NotCertified):
        return False
    return True


def is_true(text):
    """By listing everything: do the odds prove the bounds?"""
    claim = json.loads(text)
    game = PROOF["game"]
    names = [edge["id"] for edge in game["edges"]]
    paths = [(tuple(names[e] for e in r["edges"]), r["slot"], r["odds"]) for r in claim["routes"]]
    met = [
        sum(odds * naive.exposure(site, path, slot) for path, slot, odds in paths) / 2**32 for site in game["sites"]
    ]
    upper = sum(sorted(met, reverse=True)[: GAME.picks])
    lower = min(
        sum(s["odds"] * naive.exposure(game["sites"][s["site"]], path, slot) for s in claim["sites"]) / 2**32
        for path in naive.routes(game)
        for slot in range(game["slots"])
    )
    known = all(path in naive.routes(game) for path, _, _ in paths)
    return known and (Fraction(claim["lower"]), Fraction(claim["upper"])) == (Fraction(lower), Fraction(upper))


def run(count, first=0):
    """Counter of (how, what became of it); "PASSED" must not be among it."""
    found = Counter()
    for seed in range(first, first + count):
        how, text = forge(seed)
        if not passes(text):
            found[how, "refused"] += 1
        elif how == "sealed" and is_true(text):
            found[how, "another true proof"] += 1
        else:
            found[how, "PASSED"] += 1
            print("passed:", seed, text)
    return found


def main(count, first=0):
    if not passes(TEXT):
        sys.exit("the true certificate is refused")
    found = run(count, first)
    print(", ".join(f"{how} {what}: {n}" for (how, what), n in sorted(found.items())))
    sys.exit(any(what == "PASSED" for _, what in found))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
