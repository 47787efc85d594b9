"""The monitor, by definition: from all lines so far, straight to the verdicts. Never incremental."""

from safeconduct.protocol import formula as f
from tests.naive.formula import World

STATUS = {0: "violated", 1: "pending", 2: "satisfied"}


def counted(lines, logs, first_seq=1):
    """(facts that count, watermark, excluded ids). lines: (log, seq, id, t, name, args) or (log, seq, head)."""
    facts, excluded, heads = [], set(), []
    for log in logs:
        own = {}
        for line in lines:
            if line[0] == log:
                own.setdefault(line[1], set()).add(line[2:])
        head, seq = -1, first_seq
        while len(own.get(seq, ())) == 1:
            (content,) = own[seq]
            if len(content) == 1:
                head = max(head, content[0])
            elif content[1] > head:
                record, t, name, args = content
                facts.append((t, log, seq, record, name, args))
            else:
                excluded.add(content[0])
            seq += 1
        heads.append(head)
    return facts, min(heads), excluded


def verdicts(duty, lines, logs, effective=(-(10**9), 10**9)):
    """{(at, key): (anchor ids, due, status)} of one duty over all lines so far."""
    facts, watermark, _ = counted(lines, logs)
    return judge(duty, facts, watermark, effective)


def judge(duty, facts, watermark, effective=(-(10**9), 10**9)):
    """The same from the facts that count: all that it depends on."""
    reach = sum(far(part) for part in f.whole(duty))
    times = [fact[0] for fact in facts]
    # a time in the data may lie later than everything else
    named = [arg for fact in facts for arg in fact[5] if isinstance(arg, int)]
    world = World(facts, watermark, max([0, watermark, *times, *named]) + reach + 2)
    found = {}
    for fact in world.facts:
        env = bind(duty.trigger, fact)
        t = fact[0]
        if env is None or not effective[0] <= t < effective[1]:
            continue
        guard = 2 if duty.guard is None else world.value(duty.guard, t, env)
        if guard == 0:
            continue
        key = (t, tuple(env[name] for name in f.key_names(duty.trigger)))
        if key in found:
            found[key][0].append(fact[3])
            continue
        due = t + ahead(duty.must, env, t)
        status = "pending" if guard == 1 else judged(world, duty, t, env, due)
        found[key] = ([fact[3]], due, status)
    return {key: (tuple(ids), due, status) for key, (ids, due, status) in found.items()}


def judged(world, duty, t, env, due):
    status = STATUS[world.value(duty.must, t, env)]
    if duty.until is None:
        return status
    met = next(
        (
            j
            for j in sorted(world.instants)
            if world.value(duty.must.body, j, env) == 2
            and env[duty.must.var] - duty.must.before_ms <= j <= env[duty.must.var] + duty.must.after_ms
        ),
        None,
    )
    replaced = next(
        (j for j in sorted(world.instants) if t < j <= due and world.value(duty.until, j, env) == 2), None
    )
    if replaced is not None and replaced <= world.watermark and (met is None or replaced < met):
        return "superseded"
    if status == "satisfied" and max(met, t) > world.watermark:
        return "pending"
    return status


def bind(trigger, fact):
    args = list(fact[5])
    if trigger.args and isinstance(trigger.args[-1], f.Var) and trigger.args[-1].name.startswith("id_"):
        args.append(fact[3])
    if trigger.name != fact[4] or len(args) != len(trigger.args):
        return None
    env = {}
    for a, value in zip(trigger.args, args, strict=True):
        if isinstance(a, f.Const) and (type(a.value) is not type(value) or a.value != value):
            return None
        if isinstance(a, f.Var):
            if a.name in env and env[a.name] != value:
                return None
            env[a.name] = value
    return env


def ahead(formula, env, t):
    """How many ticks after t the formula still depends on."""
    inner = max([0, *(ahead(child, env, t) for child in f.children(formula))])
    match formula:
        case f.Eventually():
            return inner + formula.within.hi_ms - formula.within.hi_open
        case f.Around():
            return env[formula.var] + formula.after_ms - t
        case f.Once():
            return max(0, inner - formula.within.lo_ms - formula.within.lo_open)
        case f.Since():
            low = formula.within.lo_ms + formula.within.lo_open
            return max(0, ahead(formula.hold, env, t), ahead(formula.start, env, t) - low)
        case _:
            return inner


def far(formula):
    """More ticks than the formula looks ahead, in ticks of its own intervals."""
    inner = sum(far(child) for child in f.children(formula))
    if isinstance(formula, f.Eventually):
        return inner + formula.within.hi_ms
    return inner + (formula.after_ms if isinstance(formula, f.Around) else 0)
