"""What the entity extractor knows: names of places, forms, agencies and purposes, from the tables and from packages.

Built at training as Rasa lookup tables, so that Rasa's fingerprints see a changed table; kept with the model.
An element is `name<TAB>value`; where one name has several values the first is the likeliest.
"""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

from emma.errors import KnowledgeError

PHRASES = ("place_country", "place_state", "place_city", "place_abroad_city", "agency", "purpose")
TOWNS = "towns"
ZIPS = "zips"
FORMS = "form"
ORDINARY = "ordinary"
PROMINENT = "prominent"

TERRITORIES = frozenset({"AS", "GU", "MP", "PR", "UM", "US", "VI"})
# Dependencies whose names are words or parts of better known names: reunión, New Jersey, the Virgin Islands.
UNWANTED_COUNTRIES = frozenset({"RE", "JE", "VG", "AQ", "BV", "HM", "IO", "TF", "GS"})
MILITARY = frozenset({"AA", "AE", "AP"})
KNOWN_CITY_ZIPS = 3
PROMINENT_CITY_ZIPS = 10

Pairs = list[tuple[str, str]]
States = dict[str, Counter[str]]


def lookup_tables(folder: Path) -> list[dict[str, Any]]:
    """Rasa lookup tables by entity. Raises KnowledgeError when a table of `folder` is missing or lacks a column."""
    domestic = _read(folder / "offices_domestic.csv", "city", "state")
    abroad = _read(folder / "offices_international.csv", "city", "country")
    forms = _read(folder / "forms.csv", "number")
    agencies = _read(folder / "agencies.csv", "id", "agency", "aliases")
    offices = [(row["city"], row["state"]) for row in domestic if row["city"] and len(row["state"]) == 2]
    zip_cities, towns, zips = _mail()
    pairs: dict[str, Pairs] = {
        "place_country": _countries(),
        "place_state": _states(),
        "place_city": _cities(offices, zip_cities, KNOWN_CITY_ZIPS),
        "place_abroad_city": [(row["city"], row["city"]) for row in abroad if row["city"]],
        "agency": _agencies(agencies),
        "purpose": [],
        TOWNS: towns,
        ZIPS: zips,
        FORMS: [(row["number"], row["number"]) for row in forms],
        ORDINARY: [],
        PROMINENT: _cities(offices, zip_cities, PROMINENT_CITY_ZIPS),
        "abroad_country": [(row["city"], row["country"]) for row in abroad if row["city"]],
        "office_city": [(f"{city}, {state}", f"{city}, {state}") for city, state in offices],
    }
    _add_aliases(pairs)
    return [{"name": name, "elements": _elements(found)} for name, found in pairs.items() if found]


def _elements(pairs: Pairs) -> list[str]:
    return list(dict.fromkeys(f"{name}\t{value}" for name, value in pairs))


def _read(path: Path, *columns: str) -> list[dict[str, str]]:
    """The rows of a table with at least `columns`, values stripped."""
    if not path.is_file():
        raise KnowledgeError(f"{path.name}: the gazetteer needs this table")
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        for column in columns:
            if column not in (reader.fieldnames or []):
                raise KnowledgeError(f"{path.name}: {column}: the gazetteer needs this column")
        return [{column: (row[column] or "").strip() for column in columns} for row in reader]


def _add_aliases(pairs: dict[str, Pairs]) -> None:
    """Put the names of aliases.csv first; those of offices abroad only while the office is in the table."""
    abroad = {value for _, value in pairs["place_abroad_city"]}
    aliases: dict[str, Pairs] = defaultdict(list)
    text = files("emma.nlu").joinpath("aliases.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        if row["entity"] != "place_abroad_city" or row["value"] in abroad:
            aliases[row["entity"]].append((row["name"], row["value"]))
    for entity, names in aliases.items():
        pairs[entity] = names + pairs[entity]


def _countries() -> Pairs:
    """English and Spanish names of all countries but the United States and its territories."""
    import pycountry
    from babel import Locale

    pairs = []
    for country in pycountry.countries:
        code = country.alpha_2
        if code in TERRITORIES | UNWANTED_COUNTRIES:
            continue
        names = [country.name, getattr(country, "common_name", ""), getattr(country, "official_name", "")]
        names += [Locale(language).territories.get(code, "") for language in ("en", "es")]
        pairs += [(variant, code) for name in names if name for variant in _spellings(name)]
    return pairs


def _spellings(name: str) -> Iterator[str]:
    """`Korea, Republic of` and `Congo - Kinshasa` as people write them; `St.` and `&` in words."""
    name = re.sub(r"\s*\(.*?\)", "", name).replace("’", "'")
    if ", " in name:
        first, rest = name.split(", ", 1)
        name = f"{rest} {first}"
    yield name
    if "&" in name:
        yield name.replace("&", "and")
    for short, full in (("St ", "Saint "), ("Ft ", "Fort "), ("Mt ", "Mount ")):
        if name.startswith(full):
            yield short + name.removeprefix(full)


def _states() -> Pairs:
    """English names and USPS codes of the states, the District of Columbia and the territories."""
    import pycountry

    pairs = []
    subdivisions: Any = pycountry.subdivisions
    for state in subdivisions.get(country_code="US"):
        code = state.code.removeprefix("US-")
        if code != "UM":
            pairs.append((state.name.removesuffix(", U.S."), code))
    return sorted(pairs)


def _mail() -> tuple[States, Pairs, Pairs]:
    """ZIP codes per city and state, every (town, state), and the ZIP codes as (first three digits, last two)."""
    import zipcodes

    counts: States = defaultdict(Counter)
    towns: dict[tuple[str, str], None] = {}
    zips: dict[str, list[str]] = defaultdict(list)
    mail: Any = zipcodes
    for place in mail.list_all():
        if place["state"] in MILITARY:
            continue
        zips[place["zip_code"][:3]].append(place["zip_code"][3:])
        if place["zip_code_type"] == "STANDARD":
            counts[place["city"]][place["state"]] += 1
        for name in (place["city"], *place["acceptable_cities"]):
            towns[name, place["state"]] = None
    return counts, sorted(towns), sorted((first, " ".join(sorted(last))) for first, last in zips.items())


def _cities(offices: Pairs, counts: States, least: int) -> Pairs:
    """Cities understood without their state: those with an office, and those with `least` ZIP codes in one state.

    Where a name is in several states, the one with an office comes first, then the one with more ZIP codes.
    """
    chosen = {(city, state) for city, by_state in counts.items() for state, n in by_state.items() if n >= least}
    chosen |= set(offices)
    has_office = set(offices)

    def likeliest_first(place: tuple[str, str]) -> tuple[str, bool, int, str]:
        city, state = place
        return (city, place not in has_office, -counts.get(city, Counter())[state], state)

    ranked = sorted(chosen, key=likeliest_first)
    return [(spelling, f"{city}, {state}") for city, state in ranked for spelling in _spellings(city)]


def _agencies(rows: list[dict[str, str]]) -> Pairs:
    """Names and aliases; an earlier row wins a name that two agencies share."""
    pairs = [(re.sub(r"\s*\(.*?\)", "", row["agency"]), row["id"]) for row in rows]
    aliases = [(alias.strip(), row["id"]) for row in rows for alias in row["aliases"].split(";") if alias.strip()]
    return aliases + pairs
