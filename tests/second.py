"""The second verifier: verify.html's own code under Node, and what both must agree on."""

import json
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from safeconduct.evidence import Report, verify

ROOT = Path(__file__).parents[1]
OWN_WORDS = ("is no record that this version knows", "the proof of a fork does not hold")
RUN = ROOT / "web/verify/run.mjs"


class Second:
    """One Node process that answers pack after pack."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "a.pack"
        self._node = subprocess.Popen(
            ["node", "--max-old-space-size=256", str(RUN), "--stdin"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT,
        )  # fmt: skip
        self.asked = 0

    def verify(self, raw: bytes) -> dict:
        self._file.write_bytes(raw)
        self._node.stdin.write(f"{self._file}\n")
        self._node.stdin.flush()
        self.asked += 1
        line = self._node.stdout.readline()
        assert line, "the second verifier ended: an error that it does not tell as a finding"
        return json.loads(line)

    def memory_bytes(self) -> int:
        """The most that the process has held at any time."""
        for line in Path(f"/proc/{self._node.pid}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
        raise AssertionError("no VmHWM in the process's status")

    def close(self) -> None:
        self._node.stdin.close()
        self._node.wait(10)

    def agrees(self, raw: bytes) -> bool:
        """Demands the same answer from both; whether that is "verified"."""
        first, second = verify(raw), self.verify(raw)
        ours, theirs = shown(first), shown_second(second)
        assert ours == theirs, f"first  {ours}\nsecond {theirs}\n{first.broken}\n{broken(second)}"
        return first.is_verified


def answers(option: str, cases: Path | Sequence[object] = RUN) -> list:
    """What run.mjs says to each case of a file (JSON lines), or to each of these."""
    with tempfile.TemporaryDirectory() as folder:
        file = cases if isinstance(cases, Path) else Path(folder) / "cases"
        if not isinstance(cases, Path):
            file.write_text("".join(f"{json.dumps(each)}\n" for each in cases))
        done = subprocess.run(["node", str(RUN), option, str(file)], cwd=ROOT, capture_output=True, check=True)
    return [json.loads(line) for line in done.stdout.decode().splitlines()]


def shown(report: Report) -> tuple[object, ...]:
    """What must be the same: of what is verified every finding, otherwise the first place that is broken."""
    if not report.is_verified:
        return (False, next(finding.where for finding in report.findings if finding.level == "broken"))
    found = [(finding.level, finding.where, _words(finding.text)) for finding in report.findings]
    return (True, list(report.claimed), found, [key.fingerprint for key in report.keys])


def shown_second(report: dict) -> tuple[object, ...]:
    if not report["isVerified"]:
        return (False, broken(report)[0]["where"])
    found = [(finding["level"], finding["where"], _words(finding["text"])) for finding in report["findings"]]
    return (True, report["claimed"], found, [key["fingerprint"] for key in report["keys"]])


def _words(text: str) -> str:
    """All but why bytes cannot be read, which each says in its own words."""
    return next((text[: text.index(own)] for own in OWN_WORDS if own in text), text)


def broken(report: dict) -> list[dict]:
    return [finding for finding in report["findings"] if finding["level"] == "broken"]
