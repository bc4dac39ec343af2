"""Masks identifiers: the one function of the guard that the rest of the project calls."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from emma.privacy import split
from emma.privacy.coarse import coarse
from emma.privacy.detector import Detector, Hit, run
from emma.privacy.detectors import NUMBERS, WORDS
from emma.privacy.kept import Agencies, hide_kept
from emma.privacy.kinds import TOKEN, token
from emma.privacy.normalise import Normalised, normalise
from emma.privacy.spelled import might_be_spelled, spell_out

# Beyond this length a text is no message: only the coarse net is cast over it.
LONGEST_READ = 10_000
# What was masked tells of what stands beside it, so the text is read until nothing new is found.
_MOST_PASSES = 64
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Finding:
    """One identifier: offsets are those of the text that was given."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Redacted:
    """The masked text, what was found in order, its distinct kinds, and the kind awaited next."""

    text: str
    findings: tuple[Finding, ...]
    kinds: tuple[str, ...]
    cue: str | None


def redact(
    text: str,
    *,
    agency_numbers: frozenset[str] = frozenset(),
    agency_addresses: frozenset[str] = frozenset(),
    agency_emails: frozenset[str] = frozenset(),
    cue: str | None = None,
) -> Redacted:
    """Mask every identifier of `text`.

    `agency_numbers`: national digits of the agencies' telephones. `agency_addresses`: street lines
    of offices as `address_key` gives them. `agency_emails`: in lower case. `cue`: the kind that the
    visitor's last message announced, as its `Redacted.cue` said. Never raises; linear in the text.
    """
    agencies = Agencies(agency_numbers, agency_addresses, agency_emails)
    if len(text) > LONGEST_READ:
        return _rendered(text, [Finding(*found) for found in coarse(text)], None)
    findings: list[Finding] = []
    tokens = [match.span() for match in TOKEN.finditer(text)] if "[" in text else []
    awaited: str | None = None
    for number in range(_MOST_PASSES):
        taken = sorted(tokens + [(finding.start, finding.end) for finding in findings])
        seen = hide_kept(normalise(text, taken), agencies)
        hits = list(_detect(seen))
        if number == 0:
            awaited = _across_messages(seen, hits, cue)
        new = [Finding(hit.kind, *seen.original(hit.start, hit.end)) for hit in _settled(hits, seen)]
        if not new:
            break
        findings.extend(new)
    return _rendered(text, findings, awaited)


def _across_messages(seen: Normalised, hits: list[Hit], cue: str | None) -> str | None:
    """Add the parts of a number split over two messages; return the kind awaited next."""
    awaited = split.awaited(seen) or split.unfinished(seen, hits)
    if (first := split.first_part(seen)) and not any(hit.start < first.end and first.start < hit.end for hit in hits):
        hits.append(first)
        awaited = first.kind
    if cue and (second := split.second_part(seen, cue)):
        hits.append(second)
        if second.end - second.start < 6 and cue not in ("name", "address"):
            awaited = awaited or cue
    return awaited


def _detect(seen: Normalised) -> Iterator[Hit]:
    """Run the detectors that the message gives a reason to run."""
    yield from _run_all(WORDS + NUMBERS, seen)
    if might_be_spelled(seen.lower) and (said := spell_out(seen)) is not None:
        for hit in _run_all(NUMBERS, said):
            yield replace(hit, start=said.original(hit.start, hit.end)[0], end=said.original(hit.start, hit.end)[1])


def _run_all(detectors: Iterable[Detector], text: Normalised) -> Iterator[Hit]:
    lower = text.lower
    digits = len(_DIGIT.findall(lower))
    for detector in detectors:
        if digits >= detector.needs_digits and (
            not detector.context or any(word in lower for word in detector.context)
        ):
            yield from run(detector, text)


def _settled(hits: list[Hit], seen: Normalised) -> list[Hit]:
    """Settle overlaps: smaller order, nearer word, more said, longer, earlier; nothing that was found is left.

    What the losing finding covers beyond the winner is added to the winner, if it holds a letter or digit.
    """
    settled: list[Hit] = []
    for hit in sorted(hits, key=lambda hit: (hit.order, hit.gap, -hit.said, hit.start - hit.end, hit.start)):
        rivals = [index for index, other in enumerate(settled) if hit.start < other.end and other.start < hit.end]
        if not rivals:
            settled.append(hit)
            continue
        first, last = min(rivals, key=lambda i: settled[i].start), max(rivals, key=lambda i: settled[i].end)
        if any(map(str.isalnum, seen.lower[hit.start : settled[first].start])):
            settled[first] = replace(settled[first], start=hit.start)
        if any(map(str.isalnum, seen.lower[settled[last].end : hit.end])):
            settled[last] = replace(settled[last], end=hit.end)
    return settled


def _rendered(text: str, findings: list[Finding], awaited: str | None) -> Redacted:
    """Put the tokens in the places of the findings."""
    findings.sort(key=lambda finding: finding.start)
    parts: list[str] = []
    behind = 0
    for finding in findings:
        parts += (text[behind : finding.start], token(finding.kind))
        behind = finding.end
    parts.append(text[behind:])
    kinds = tuple(dict.fromkeys(finding.kind for finding in findings))
    return Redacted("".join(parts), tuple(findings), kinds, awaited)
