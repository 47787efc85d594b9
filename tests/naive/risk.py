"""What keeps a movement from being approved, by the definition: the newest record of each party and risk."""


def wanting(ratings: list[dict], subject: str, at_min: float) -> str:
    """Empty where a rating stands and none that its party has not taken back is expired."""
    newest = {(each.get("risk", "r1"), each["party"]): each for each in ratings}
    about = [each for each in newest.values() if each.get("subject", "movement/m1") == subject]
    left = [each for each in about if not each.get("closed")]
    if not left:
        return "nobody has rated"
    return "has expired" if any(at_min > each["until_min"] for each in left) else ""
