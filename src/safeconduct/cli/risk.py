"""Risks of places and journeys: rated by each party, accepted by their owner."""

from cyclopts import App

from .answer import Json, answer
from .options import At, Key, desk_at

app = App(name="risk", help="Rate risks of places and movements on the 5 by 5 matrix, see both sides' ratings.")


@app.command
def show(*, at: At, key: Key, json: Json = False) -> None:
    """Every risk with each party's rating, the gap between them, and what has expired.

    Example: safeconduct risk show --at http://127.0.0.1:8443 --key host-noor.key
    """
    from safeconduct.protocol.explain import moment_s

    risks = desk_at(at, key).get("/api/risks")
    lines = []
    for each in risks:
        gap = f"; {each['gap']} apart" if each["gap"] else ""
        lines.append(f"{each['id']} of {each['subject']}{gap}")
        for rating in each["ratings"]:
            expires = moment_s(rating["rating"]["expires_ms"])
            until = f"EXPIRED {expires}" if rating["is_expired"] else f"until {expires}"
            lines.append(f"  {rating['party']}: {rating['rating']['threat']}: {rating['level']} of 25, "
                         f"{rating['residual']} left; {until}")  # fmt: skip
    answer(risks, lines or ["no risks yet"], json)


@app.command
def rate(
    risk: str,
    *,
    of: str,
    threat: str,
    vulnerability: str = "",
    likelihood: int,
    impact: int,
    measure: list[str] | None = None,
    left: str,
    owner: str,
    expires: str,
    at: At,
    key: Key,
    json: Json = False,
) -> None:
    """Rate a risk for your party, or rate it anew. --of: movement/ID, site/ID or zone/ID; --left: likelihood and
    impact as the measures leave them, as 2x3; --owner: the party that has to accept that.

    Example: safeconduct risk rate ambush --of movement/m7 --threat "Ambush at the bridge" --likelihood 4 --impact 5
      --measure "Second car" --left 2x4 --owner host --expires 2026-05-08T00:00 --at URL --key FILE
    """
    from safeconduct.errors import BadInput

    from .moment import moment_ms

    likely, _, grave = left.partition("x")
    if not (likely.isdigit() and grave.isdigit()):
        raise BadInput(f"{left!r} says nothing", next_step="say likelihood and impact, as 2x4")
    body = {"risk": risk, "subject": of, "threat": threat, "vulnerability": vulnerability, "likelihood": likelihood,
            "impact": impact, "measures": measure or [], "residual_likelihood": int(likely),
            "residual_impact": int(grave), "owner": owner, "expires_ms": moment_ms(expires)}  # fmt: skip
    answer(
        desk_at(at, key).sign("risk.rated/1", body), f"rated {risk}: {int(likely) * int(grave)} of 25 is left", json
    )


@app.command
def accept(risk: str, *, of: str, note: str = "", at: At, key: Key, json: Json = False) -> None:
    """As its owner, accept what the rating of that party (--of) leaves.

    Example: safeconduct risk accept ambush --of company --at http://127.0.0.1:8443 --key host-noor.key
    """
    from safeconduct.errors import BadInput

    desk = desk_at(at, key)
    found = [
        r for each in desk.get("/api/risks") if each["id"] == risk for r in each["ratings"] if r["party"] == of
    ]
    if not found:
        raise BadInput(f"{of} has not rated a risk {risk!r}", next_step="see: safeconduct risk show")
    body = {"risk": risk, "rating": found[0]["record"], "note": note}
    answer(desk.sign("risk.accepted/1", body), f"accepted: {found[0]['residual']} of 25", json)


@app.command
def close(risk: str, *, reason: str, at: At, key: Key, json: Json = False) -> None:
    """Take your party's rating back.

    Example: safeconduct risk close ambush --reason "The bridge is guarded" --at http://127.0.0.1:8443 --key FILE
    """
    body = {"risk": risk, "reason": reason}
    answer(desk_at(at, key).sign("risk.closed/1", body), f"{risk} is closed for your party", json)
