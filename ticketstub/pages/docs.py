"""The docs: for each contract a page to read it, search it and try it out.

The same pages are served by the stub and written as files by `ticketstub docs build`:
their links are relative, and each carries its document within itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import orjson

from ticketstub import __version__
from ticketstub.contract.check import operations
from ticketstub.pages.shown import demo, shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ticketstub.project.project import Api

#: What a page of the docs may load: its own files. Swagger UI's stylesheet has its
#: icons within itself, and a picture that a call answers is shown from memory.
POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; base-uri 'none';"
    " form-action 'none'; frame-ancestors 'none'"
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where the pages are, as their links have to know it.

    `root` leads to their folder, `openapi` to that of the contracts, `home` to the page
    above them; `suffix` ends the name of a page. `inspector` leads there, if there is
    one. `origin` is where the stub is found; empty where the page is served by it.
    """

    root: str = ""
    openapi: str = "../openapi/"
    suffix: str = ""
    home: str = "../../"
    inspector: str = ""
    origin: str = ""

    def file(self, api: Api) -> str:
        """Return what an API's page is called; a folder's index is another one."""
        name = "index.api" if self.suffix and api.name == "index" else api.name
        return f"{name}{self.suffix}"

    def page(self, api: Api) -> str:
        """Return the link to an API's page."""
        return self.root + quote(self.file(api))

    def contract(self, api: Api, form: str) -> str:
        """Return the link to a contract, as `yaml` or `json`."""
        return f"{self.openapi}{quote(api.name)}.{form}"


#: The page of an API as the stub serves it, and the list of them, a folder higher.
SERVED = Place(inspector="../inspector")
SERVED_INDEX = Place(
    root="docs/", openapi="openapi/", home="../", inspector="inspector"
)

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<link rel="icon" href="{root}assets/icon.svg">
{head}<link rel="stylesheet" href="{root}assets/docs.css">
</head>
<body>
<a class="skip" href="#docs">Skip to the docs</a>
<header>
<a class="home" href="{home}"><img src="{root}assets/icon.svg" alt=""
 width="24" height="24">ticketstub</a>
<nav aria-label="Docs">
<ul>
{links}
</ul>
</nav>
{tools}</header>
{body}
</body>
</html>
"""

_HEAD = """<link rel="stylesheet" href="{root}assets/swagger-ui.css">
<link rel="stylesheet" href="{root}assets/viewer.css">
<script defer src="{root}assets/swagger-ui.js"></script>
<script defer src="{root}assets/docs.js"></script>
"""

_RAW = """<p class="raw">Contract:
<a href="{yaml}">YAML</a>, <a href="{json}">JSON</a></p>
"""

_INSPECTOR = """<a class="inspector" href="{inspector}">Inspector</a>
"""

_SANDBOX = """<form class="sandbox">
<label for="sandbox">Sandbox</label>
<input id="sandbox" name="sandbox" placeholder="main" autocomplete="off"
 spellcheck="false" autocapitalize="none" pattern="[a-z0-9][a-z0-9._\\-]{0,63}"
 title="Lower-case letters, digits, dots, dashes and underscores; at most 64.">
</form>
"""

_BODY = """<div class="columns">
<details class="contents" open>
<summary>Operations</summary>
<nav aria-label="Operations">
<search>
<label for="search">Search</label>
<input id="search" type="search" autocomplete="off" spellcheck="false">
</search>
<p id="found" role="status"></p>
{contents}
</nav>
</details>
<div id="docs" tabindex="-1">
<div id="viewer"><p>The docs are shown by a script; without it there is
<a href="{yaml}">the contract</a> itself.</p></div>
</div>
</div>
<script type="application/json" id="data">{data}</script>"""

_GROUP = """<section>
<h2>{tag}</h2>
<ul>
{operations}
</ul>
</section>"""

_OPERATION = (
    '<li><a href="#/{link}" data-key="{key}">'
    '<span class="method {method}">{METHOD}</span> {summary}</a></li>'
)

_INDEX = """<main id="docs" class="index" tabindex="-1">
<h1>API docs</h1>
<ul>
{entries}
</ul>
</main>
<footer>ticketstub {version}</footer>"""

_ENTRY = """<li>
<h2><a href="{page}">{title}</a></h2>
<p>{operations} below <code>{base_path}/</code>. Contract:
<a href="{yaml}">{name}.yaml</a>, <a href="{json}">{name}.json</a></p>
</li>"""


def docs_page(api: Api, apis: Sequence[Api], place: Place) -> str:
    """Return the page of one API as HTML, with links to the others."""
    document = shown(api.contract)
    # The control API is for pages of its own stub alone, so elsewhere it is only read.
    data = {
        "document": document,
        "demo": demo(api.contract),
        "origin": place.origin,
        "try": not (api.own and place.origin),
    }
    links = {form: escape(place.contract(api, form)) for form in ("yaml", "json")}
    body = _BODY.format(
        contents="\n".join(_contents(document)), data=_embedded(data), **links
    )
    return _PAGE.format(
        title=f"{escape(_title(api))} · docs",
        root=place.root,
        home=escape(place.home),
        head=_HEAD.format(root=place.root),
        links=_links(apis, place, api),
        tools=_tools(place) + _RAW.format(**links) + (_SANDBOX if data["try"] else ""),
        body=body,
    )


def docs_index(apis: Sequence[Api], place: Place) -> str:
    """Return the list of the docs as HTML."""
    entries = [
        _ENTRY.format(
            page=escape(place.page(api)),
            title=escape(_title(api)),
            name=escape(api.name),
            base_path=escape(api.base_path),
            operations=_count([*api.operations()]),
            yaml=escape(place.contract(api, "yaml")),
            json=escape(place.contract(api, "json")),
        )
        for api in apis
    ]
    body = _INDEX.format(entries="\n".join(entries), version=escape(__version__))
    return _PAGE.format(
        title="API docs",
        root=place.root,
        home=escape(place.home),
        head="",
        links=_links(apis, place, None),
        tools=_tools(place),
        body=body,
    )


def _tools(place: Place) -> str:
    inspector = escape(place.inspector)
    return _INSPECTOR.format(inspector=inspector) if inspector else ""


def _links(apis: Sequence[Api], place: Place, current: Api | None) -> str:
    lines = []
    for api in apis:
        here = ' aria-current="page"' if api is current else ""
        name = escape(api.name.strip("_"))
        lines.append(f'<li><a href="{escape(place.page(api))}"{here}>{name}</a></li>')
    return "\n".join(lines)


def _contents(document: dict[str, Any]) -> Iterator[str]:
    """Yield the list of a document's operations, a group for each tag, in its order."""
    groups: dict[str, list[str]] = {
        str(tag["name"]): [] for tag in document.get("tags") or ()
    }
    for path, method, operation in operations(document):
        for tag in operation["tags"]:
            entry = _OPERATION.format(
                link=escape("/".join(map(_deep, (tag, operation["operationId"])))),
                key=escape(f"{method} {path}"),
                method=method,
                METHOD=method.upper(),
                summary=escape(str(operation.get("summary") or path)),
            )
            groups.setdefault(tag, []).append(entry)
    for tag, entries in groups.items():
        if entries:
            yield _GROUP.format(tag=escape(tag), operations="\n".join(entries))


def _deep(text: str) -> str:
    """Write a part of a deep link as Swagger UI does."""
    return "%20".join(text.split())


def _embedded(data: dict[str, Any]) -> str:
    """Write data as JSON that cannot end the element which it stands in."""
    written = orjson.dumps(data, option=orjson.OPT_NON_STR_KEYS).decode()
    return written.replace("<", "\\u003c")


def _title(api: Api) -> str:
    return str((api.contract.document.get("info") or {}).get("title", api.name))


def _count(every: Sequence[Any]) -> str:
    return f"{len(every)} operation{'' if len(every) == 1 else 's'}"
