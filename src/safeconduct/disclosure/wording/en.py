"""English."""

from typing import Final

from .lines import Wording

WORDING: Final = Wording(
    lang="en",
    title="[Movement order|Travel instruction] {movement}",
    call_sign="[Your call sign is|Use this call sign:] {call_sign}",
    people="[On board|The vehicles carry]: {people} [travellers|passengers]",
    check_in="[Check in|Report] [at least every|no less than each] {check_in_min} min [under way|on the road]",
    vehicle="[Vehicle|Car]: {name}",
    escort="[Escort|Accompanied by]: {name}",
    contact="[Contact|To call]: {name}",
    leg="[Leg|Stage] {leg}: [from|leaving] {start}",
    to="[Destination|Heading for]: {to}",
    depart="[Departure|Setting off] [is at|will be at] {depart_ms}",
    arrive="[Arrival time|End of the leg] [expected|foreseen]: {arrive_ms}",
    road="[Take|Follow] {name} [and go on|then continue]",
    reporting="[Checkpoint|Reporting point] {place}, [due|planned] {due_ms}, [say when there|report in passing]",
    haven="[Haven|Safe place] [on the way|along this stretch]: {name}",
    head_decoys=(
        ("Keep the doors locked during halts.", "Windows stay closed when standing."),
        ("Wear seat belts all the time.", "Everybody stays strapped in."),
        ("Carry drinking water for all.", "There must be enough bottles to drink."),
        ("Do not leave these sheets in a vehicle.", "Have this paper with you, always."),
        ("Speak of the journey with nobody else.", "Outsiders need not know about it."),
        ("Private phones stay silent.", "Mute your own telephone."),
        ("Fill the tank beforehand.", "Begin with plenty of fuel."),
        ("Know where the first aid kit lies.", "Each car has its medical box in reach."),
        ("Look at the tyres before the start.", "Wheels are inspected beforehand by drivers."),
        ("Ask if anything is unclear.", "Questions are welcome at any time."),
    ),
    leg_decoys=(
        ("Keep your place in the convoy.", "Nobody overtakes the one in front."),
        ("Keep radio messages short.", "On air, few words suffice."),
        ("Only the leader decides on halts.", "Stops are ordered by whoever leads."),
        ("Drive with lights on.", "Headlamps stay lit."),
    ),
)
