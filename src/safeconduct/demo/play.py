"""The whole demo: stage, story, proof, and the doors left open to look around."""

import time
from pathlib import Path
from typing import Final

from rich.console import Console

from safeconduct.errors import SafeconductError

from .place import Place
from .proof import prove
from .stage import Stage
from .story import Story
from .telling import Telling

_FAR_M: Final = 150


def play(folder: Path, place: Place, speed: float, port: int, console: Console, *, stay: bool) -> int:
    """Play the case in that folder. Returns 0 if all came out as told, otherwise 1."""
    telling = Telling(console)
    telling.say(f"Setting the stage in {folder} …")
    for which, off_m in zip(("start", "works"), place.off_road_m, strict=True):
        if off_m > _FAR_M:
            telling.say(
                f"The {which} is {off_m:,} m from the nearest road of this extract: the drive uses that road."
            )
    stage = Stage(folder, place, speed, port)
    try:
        telling.say(f"Host: {stage.host.url}    Company: {stage.company.url}\n")
        story = Story(stage, telling)
        story.play()
        prove(stage, story, telling)
        telling.say("\nAll came out as told.", "bold green")
        if stay:
            _stay(stage, telling)
    except SafeconductError as error:
        telling.say(f"\n{error}", "bold red")
        telling.say(f"  next: {error.next_step}")
        return 1
    except KeyboardInterrupt:
        telling.say("\nEnding.")
    finally:
        stage.close()
    return 0


def _stay(stage: Stage, telling: Telling) -> None:
    for room in stage.rooms:
        officer = "ravi" if room.party == "host" else "ada"
        telling.say(f"Look around: {room.url}  (sign in with the key file {room.keys[officer]})")
    telling.say("Ctrl-C ends both nodes.")
    while True:
        time.sleep(1)
        for room in stage.rooms:
            room.revive()
