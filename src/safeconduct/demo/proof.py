"""The end of the story: the Company packs the breach, the Host's command line verifies it offline."""

import subprocess
import sys
from pathlib import Path
from typing import Final

from .stage import Stage
from .story import Story, ToldOtherwise
from .telling import Telling

_VERIFIED: Final = 0
_NOT_VERIFIED: Final = 1


def prove(stage: Stage, story: Story, telling: Telling) -> None:
    """Pack, verify, damage, refuse; then compare the two states. Raises ToldOtherwise."""
    pack = stage.folder / "breach.pack"
    made = _run("pack", str(stage.company.node), "--verdict", story.dwell_verdict, "--out", str(pack))
    _expect(made, _VERIFIED, "the Company's node packs the breach")
    good = _run("verify", str(pack), "--trust", str(stage.host.node))
    _expect(good, _VERIFIED, "the Host's command line verifies the pack offline")
    telling.step(f"The Company packs the breach: {pack.stat().st_size:,} bytes. The Host verifies it offline:")
    telling.say("    " + "\n    ".join(good.stdout.strip().splitlines()))
    damaged = stage.folder / "damaged.pack"
    content = bytearray(pack.read_bytes())
    content[len(content) // 2] ^= 1
    damaged.write_bytes(content)
    bad = _run("verify", str(damaged), "--trust", str(stage.host.node))
    _expect(bad, _NOT_VERIFIED, "a copy with one byte changed is refused")
    telling.step(f"A copy with one byte changed is refused: {bad.stdout.strip().splitlines()[0]}")
    checked = _run("movement", "check", "m1", "--logs", str(pack))
    _expect(checked, _VERIFIED, "anyone with the pack can compute the draw again")
    telling.step("The auditor computes the draw again, from the pack alone:")
    telling.say("    " + "\n    ".join(checked.stdout.strip().splitlines()))
    report = stage.folder / "inquiry.report"
    report.write_bytes(story.leaked.report())
    traced = _run("disclose", "check", str(report), "--node", str(stage.host.node))
    _expect(traced, _VERIFIED, "the Host's command line verifies the report of the inquiry offline")
    telling.step("The Company reports on the inquiry. The Host verifies the report offline:")
    telling.say("    " + "\n    ".join(traced.stdout.strip().splitlines()))
    story.same_state()


def _run(*words: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "safeconduct", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=Path.cwd())


def _expect(done: "subprocess.CompletedProcess[str]", code: int, what: str) -> None:
    if done.returncode != code:
        raise ToldOtherwise(f"not as told: {what}: {(done.stderr or done.stdout).strip()}")
