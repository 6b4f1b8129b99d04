"""The files that the pages of the docs load: our own, and those of Swagger UI.

The latter come in a package of their own, of which only files are used: it is found,
but never imported.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
from email.utils import formatdate
from pathlib import Path

_OWN = Path(__file__).parent / "assets"

#: The package that carries Swagger UI.
CARRIER = "offapi"

_CSS, _JS = "text/css", "text/javascript"

#: Each file, what it is, and what the carrier calls it; our own have no such name.
FILES: dict[str, tuple[str, str]] = {
    "docs.css": (_CSS, ""),
    "docs.js": (_JS, ""),
    "viewer.css": (_CSS, ""),
    "icon.svg": ("image/svg+xml", ""),
    "swagger-ui.css": (_CSS, "swagger_style.css"),
    "swagger-ui.js": (_JS, "swagger_bundle.js"),
}


class ViewerError(Exception):
    """A file of the viewer is not installed; the text says which."""


def find(name: str) -> Path:
    """Return the file of one of `FILES`.

    Raises `ViewerError` for any other, and where the package that carries it lacks it.
    """
    if name not in FILES:
        message = f"The viewer has no {name}."
        raise ViewerError(message)
    carried = FILES[name][1]
    if not carried:
        own = _OWN / name
        return own if own.is_file() else _OWN.with_name(name)
    spec = importlib.util.find_spec(CARRIER)
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        file = Path(folder) / carried
        if file.is_file():
            return file
    message = f"The package {CARRIER} has no {carried}; install ticketstub again."
    raise ViewerError(message)


def licence() -> str:
    """Return the licence under which Swagger UI may be handed on."""
    distribution = importlib.metadata.distribution(CARRIER)
    for file in distribution.files or ():
        if file.name == "LICENSE":
            return file.read_text(encoding="utf-8")
    return f"{CARRIER} {distribution.version}: Apache-2.0\n"


def headers(file: Path) -> dict[str, str]:
    """Return the headers with which a browser keeps a file, and asks if it changed."""
    about = file.stat()
    return {
        "cache-control": "no-cache",
        "etag": f'"{about.st_mtime_ns:x}-{about.st_size:x}"',
        "last-modified": formatdate(about.st_mtime, usegmt=True),
    }
