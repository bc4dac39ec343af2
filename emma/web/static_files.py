"""Static files under an address that changes with their content, so that a browser may keep them for a year."""

from __future__ import annotations

import hashlib
from functools import cache

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from emma.web.bundles import STATIC, bundles

__all__ = ["MOUNT", "STATIC", "Versioned", "version", "versioned"]
MOUNT = "/static"
YEAR = "public, max-age=31536000, immutable"
SOON = "public, max-age=300"


@cache
def version() -> str:
    """A short hash of all static files, read once."""
    digest = hashlib.blake2b(digest_size=5)
    for file in sorted(STATIC.rglob("*")):
        if file.is_file():
            digest.update(str(file.relative_to(STATIC)).encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


def versioned(path: str) -> str:
    """The address of a static file; modules that it imports by relative paths get the same version."""
    return f"{MOUNT}/{version()}/{path}"


class Versioned(StaticFiles):
    """Serves a file with or without the version in front; only the current version is kept for long."""

    def lookup_path(self, path: str) -> tuple[str, object]:  # type: ignore[override]
        """The file without its version."""
        first, _, rest = path.partition("/")
        return super().lookup_path(rest if first == version() else path)

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file with its time to live."""
        bundle = bundles().get(path.removeprefix(f"{version()}/"))
        if bundle is not None:
            response = Response(bundle[1], media_type=bundle[0])
        else:
            response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = YEAR if path.startswith(f"{version()}/") else SOON
        return response
