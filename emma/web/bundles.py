"""One style sheet and one script for the chat page, joined from the files under static/: a slow telephone asks once.

Each module becomes a function's scope that gives its exports; imports become plain names. Only the forms of `import` and
`export` that our modules use are known; anything else stops the start.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

STATIC = Path(__file__).parent / "static"
STYLES = ("uswds/uswds.css", "emma.css", "chat.css")
ENTRY = "chat"
IMPORT = re.compile(r'^import \{ ([^}]+) \} from "\./(\w+)\.js";\n', re.M)
EXPORT = re.compile(r"^export (?=(?:async )?(?:function|const) (\w+))", re.M)
LEFT_OVER = re.compile(r"^\s*(?:import|export)\b", re.M)


@cache
def bundles() -> dict[str, tuple[str, str]]:
    """Media type and text by the file's name."""
    styles = "\n".join((STATIC / name).read_text(encoding="utf-8") for name in STYLES)
    modules: dict[str, str] = {}
    _add(ENTRY, modules)
    return {
        f"{ENTRY}.bundle.css": ("text/css", styles),
        f"{ENTRY}.bundle.js": ("text/javascript", "".join(modules.values())),
    }


def _add(name: str, modules: dict[str, str]) -> None:
    """Put a module after those it imports."""
    source = (STATIC / f"{name}.js").read_text(encoding="utf-8")
    for _, imported in IMPORT.findall(source):
        if imported not in modules:
            _add(imported, modules)
    exported = ", ".join(EXPORT.findall(source))
    code = EXPORT.sub("", IMPORT.sub(_names, source))
    if LEFT_OVER.search(code):
        raise ValueError(f"{name}.js uses a form of import or export that is not joined")
    modules[name] = f"const ${name} = (() => {{\n{code}return {{ {exported} }};\n}})();\n"


def _names(found: re.Match[str]) -> str:
    return f"const {{ {found[1].replace(' as ', ': ')} }} = ${found[2]};\n"
