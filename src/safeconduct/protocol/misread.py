"""A sentence that is not a clause: where it went wrong, why, and what to write instead."""

from safeconduct.errors import BadInput


class Misread(BadInput):
    """The sentence has no one meaning. `column` counts from 1; `nearest` are sentences that would parse."""

    def __init__(self, text: str, column: int, why: str, remedy: str, nearest: tuple[str, ...]) -> None:
        self.column, self.why, self.remedy, self.nearest = column, why, remedy, nearest
        caret = " " * (column - 1) + "^"
        line = text.replace("\n", " ").replace("\t", " ")
        lines = [f"column {column}: {why}", f"  {line}", f"  {caret}"]
        lines += [f"  for example: {sentence}" for sentence in nearest]
        super().__init__("\n".join(lines), next_step=remedy)
