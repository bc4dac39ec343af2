"""The shield: the shapes of the core kinds as a small script for the browser, `python -m emma.privacy.shield`.

Only what needs no word beside it is compiled: detectors of the first and third order whose check the browser can do.
"""

import sys
from collections.abc import Iterator

from emma.privacy.detector import SHAPED, UNIQUE, Detector
from emma.privacy.detectors import agency_numbers, cards_and_banks, emails, phones, social_security

FAMILIES = (
    agency_numbers.A_NUMBER,
    agency_numbers.RECEIPT,
    cards_and_banks.CARDS,
    emails.DETECTORS,
    social_security.DETECTORS,
    phones.DETECTORS,
)
# The checks of the declarations that the script knows; a detector with another one stays on the server.
LUHN = "_luhn_span"
CHECKS = (None, LUHN, "_mostly_digits", "_a_and_digits")
LONGEST_PATTERN = 260
SHORTEST_PART = 5

SCRIPT = """\
// Made by `python -m emma.privacy.shield`; not to be edited.
const[P,...K]=String.raw`%(rows)s`.split("\\n").map(r=>r.split("~")),
R=K.map(([k,n,c,...s])=>[k,n,+c,s.map(x=>RegExp(x.replace(/[A-Z]/g,l=>P[l.charCodeAt()-65]),"g"))]),
luhn=d=>[...d].reverse().reduce((a,x,i)=>a+(x=i%%2?2*x:+x)-9*(x>9),0)%%10<1;
export const find=(text,own=[])=>{const t=text.slice(0,2e3).replace(/[^]/g,c=>(c.normalize("NFKD").toLowerCase()+c)[0]),f=[];
for(const[kind,n,c,s]of R)for(const r of s)for(const m of t.matchAll(r)){const d=m[0].replace(/\\D/g,""),start=m.index,
end=start+m[0].length;d.length<n||c&&!luhn(d)||[d.slice(-10),m[0]].some(x=>own.includes(x))||f.some(o=>o.start<end&&start<o.end)||f.push({kind,start,end})}
return f}
"""


def script() -> str:
    """The whole script, as emma/web/static/shield.js holds it."""
    found = sorted((detector for family in FAMILIES for detector in _compiled(family)), key=lambda one: one.order)
    packed, parts = _pack([_patterns(detector) for detector in found])
    rows = [
        [detector.kind, str(detector.needs_digits), str(int(_check(detector) == LUHN)), *patterns]
        for detector, patterns in zip(found, packed, strict=True)
    ]
    return SCRIPT % {"rows": "\n".join("~".join(row) for row in [parts, *rows])}


def _compiled(family: tuple[Detector, ...]) -> Iterator[Detector]:
    for detector in family:
        if detector.order in (UNIQUE, SHAPED) and _check(detector) in CHECKS and any(_patterns(detector)):
            yield detector


def _check(detector: Detector) -> str | None:
    return getattr(detector.check, "__name__", None)


def _patterns(detector: Detector) -> list[str]:
    """What a browser's regular expressions read as Python's do: no named groups, and short."""
    sources = [pattern.pattern.replace(r"\#", "#") for pattern in detector.patterns]
    return [source for source in sources if "(?P" not in source and len(source) <= LONGEST_PATTERN]


def _pack(rows: list[list[str]]) -> tuple[list[list[str]], list[str]]:
    """Name what the patterns share by capital letters, in order; the patterns themselves have only small ones."""
    text = "\n".join("~".join(row) for row in rows)
    parts: list[str] = []
    for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ":
        part = _most_shared(text)
        if part is None:
            break
        parts.append(part)
        text = text.replace(part, letter)
    return [line.split("~") for line in text.split("\n")], parts


def _most_shared(text: str) -> str | None:
    """The part whose naming saves most characters, or None when none saves any."""
    best, saved = None, 0
    for start in range(len(text)):
        for end in range(start + SHORTEST_PART, min(len(text), start + 200)):
            part = text[start:end]
            if not part.isascii() or any(c.isupper() or c in "\n~" for c in part) or part[-1] == "\\":
                break
            count = text.count(part)
            if count < 2:
                break
            if (gain := (count - 1) * (len(part) - 1) - 2) > saved and text[start - 1] != "\\":
                best, saved = part, gain
    return best


if __name__ == "__main__":
    sys.stdout.write(script())
