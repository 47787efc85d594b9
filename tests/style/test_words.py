"""What must never stand in a tracked file: addresses of one machine, of a registry, of the tools that wrote it."""

import re

from tests.style.tree import ROOT, at, tracked

BINARY = {".bin", ".pbf", ".woff2", ".png", ".ico"}
HERE = "tests/style/test_words.py"
FORBIDDEN = {
    "a path of one machine": re.compile(r"(?<![\w.~-])/(work|home|Users|root|mnt|data/runs)/\w"),
    "the address of a registry": re.compile(
        r"https?://[\w.-]*(pypi\.org|pythonhosted|npmjs|yarnpkg|proxy\.golang|artifactory|nexus|registry)", re.I
    ),
    "a word about how it was written": re.compile(
        r"\b(sub-?agents?|coding agents?|AI agents?|chat ?bots?|language models?|LLMs?|chatgpt|copilot|claude"
        r"|anthropic|openai|system prompt|context window|as an AI)\b",
        re.I,
    ),
    "an address that is not for examples": re.compile(r"\b[\w.+-]+@(?!example\b)[\w-]+\.(com|org|net|io)\b"),
}


def test_no_tracked_file_names_a_machine_a_registry_or_its_writer():
    looked_at, found = 0, []
    for path in tracked():
        if path.suffix in BINARY or str(path.relative_to(ROOT)) == HERE:
            continue
        looked_at += 1
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            found += [
                f"{at(path, number)}: {what}: {hit[0]}"
                for what, rule in FORBIDDEN.items()
                if (hit := rule.search(line))
            ]
    assert looked_at > 200
    assert not found, "\n".join(found[:50])


def test_the_rules_catch_what_they_are_for():
    lines = ["see /home/x/y", "https://registry.npmjs.org/a", "written by an LLM", "write to me@somewhere.com"]
    for line, rule in zip(lines, FORBIDDEN.values(), strict=True):
        assert rule.search(line), line
    assert not any(rule.search("GET /api/watch, mail to a@example.org") for rule in FORBIDDEN.values())
