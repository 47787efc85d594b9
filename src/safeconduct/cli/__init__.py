"""The command line: one noun a file, loaded only when it is asked for.

stdout is the answer (`--json`: the same answer for machines), stderr is the talk.
Exit codes: 0 done, 1 the answer is no, 2 bad input or usage.
"""

import sys
from importlib import import_module
from typing import Final, NamedTuple

from safeconduct import __version__
from safeconduct.errors import SafeconductError


class Command(NamedTuple):
    """One noun of the command line. Its module has the `app`."""

    module: str
    summary: str


COMMANDS: Final[dict[str, Command]] = {
    "init": Command("init", "make a node for a party"),
    "invite": Command("invite", "write what another party needs to admit this one"),
    "admit": Command("admit", "accept another party's invitation"),
    "party": Command("party", "see who is a member, remove one, go on after a restored backup"),
    "sync": Command("sync", "carry logs on a USB stick, one way"),
    "certificate": Command("certificate", "make a certificate for TLS, show its fingerprint"),
    "serve": Command("serve", "run a node: pages, peers, feeds"),
    "officer": Command("officer", "make keys for officers and enrol them"),
    "accord": Command("accord", "propose clauses, take positions, see what is in force"),
    "protocol": Command("protocol", "check a sentence, say it in three languages"),
    "site": Command("site", "draw a site with its rings and gates"),
    "movement": Command("movement", "request, approve, plan, draw, release, stop and follow a movement"),
    "meeting": Command("meeting", "call meetings, sign minutes, finish what was taken on"),
    "incident": Command("incident", "read pages into drafts; report, import, join, split incidents"),
    "statement": Command("statement", "clear public statements line by line, issue them"),
    "dispatch": Command("dispatch", "ask for people on another's ground, grant it, check badges"),
    "disclose": Command("disclose", "release secret documents to readers, see who could know, look into leaks"),
    "response": Command("response", "note on the board, set tasks, print the situation, review"),
    "risk": Command("risk", "rate risks of places and movements, see both sides' ratings"),
    "voice": Command("voice", "report in confidence, come back with a code; read, answer, open a name"),
    "watch": Command("watch", "alarms, checks, devices"),
    "roads": Command("roads", "import a road extract, look at it, find a place on it"),
    "log": Command("log", "read the logs of a node; check any log, prove a fork"),
    "rebuild": Command("rebuild", "make the index again from the logs; print the state's digest"),
    "pack": Command("pack", "put the evidence for a claim into one file"),
    "verify": Command("verify", "check a pack offline, trusting nobody"),
    "bench": Command("bench", "measure this machine, beside others' ways of doing the same"),
    "demo": Command("demo", "play the founding case with two nodes on this machine"),
}

_USAGE: Final = """\
Usage: safeconduct COMMAND [--help]

Joint protective security, between parties that do not fully trust each other.

{commands}

  --version  print the version
  --debug    show the trace of an error

Example: safeconduct init host-node --party host --name Host
"""


def usage() -> str:
    """The top-level help. Written from the table alone, so that asking for it loads nothing."""
    lines = (f"  {name:<10} {command.summary}" for name, command in COMMANDS.items())
    return _USAGE.format(commands="\n".join(lines))


def main(argv: list[str] | None = None) -> None:
    """Run one command and exit."""
    words = list(sys.argv[1:] if argv is None else argv)
    is_debug = "--debug" in words
    words = [word for word in words if word != "--debug"]
    if not words or words[0] in ("--help", "-h", "help"):
        print(usage(), end="")
        sys.exit(0)
    if words[0] == "--version":
        print(__version__)
        sys.exit(0)
    if words[0] not in COMMANDS:
        _fail(f"there is no command {words[0]!r}", "see: safeconduct --help")
    try:
        sys.exit(_run(words))
    except SafeconductError as error:
        if is_debug:
            raise
        _fail(str(error), error.next_step)
    except KeyboardInterrupt:
        sys.exit(130)


def _run(words: list[str]) -> int:
    from cyclopts import App, CycloptsError

    noun: App = import_module(f"safeconduct.cli.{COMMANDS[words[0]].module}").app
    app = App(name="safeconduct")
    app.command(noun, name=words[0])
    try:
        code = app(words, exit_on_error=False, print_error=False, result_action="return_value")
    except CycloptsError as error:
        _fail(str(error).strip().splitlines()[0], f"see: safeconduct {words[0]} --help")
    return code if isinstance(code, int) else 0


def _fail(what: str, next_step: str) -> "None":
    print(f"error: {what}\n  next: {next_step}", file=sys.stderr)
    sys.exit(2)
