"""The landing page: what is served here, and how to make a first call."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from ticketstub import __version__
from ticketstub.contract.check import OWN_PREFIX
from ticketstub.pages.guide import guide

if TYPE_CHECKING:
    from ticketstub.pages.guide import Guide
    from ticketstub.project.project import Project

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>ticketstub</title>
<link rel="icon" href="{own}/icon.svg">
<link rel="stylesheet" href="{own}/style.css">
</head>
<body>
<header>
<h1>ticketstub</h1>
<p>A stub backend that remembers what you send, answers as its contracts say,
and starts again from the same mock data.</p>
</header>
<main>
{sections}
</main>
<footer>
<p>Version {version} · <a href="{own}/health">health</a></p>
</footer>
</body>
</html>
"""

_SECTION = """<section aria-labelledby="api-{name}">
<h2 id="api-{name}">{title}</h2>
<dl>
<dt>Base URL</dt><dd><code>{url}</code></dd>
{credential}<dt>Contract</dt><dd><a href="{own}/openapi/{name}.yaml">YAML</a>,
<a href="{own}/openapi/{name}.json">JSON</a></dd>
</dl>
<h3>Try it</h3>
{commands}
</section>"""


def landing_page(project: Project, base_url: str) -> str:
    """Return the page as HTML, for a stub that is reached at `base_url`."""
    return _PAGE.format(
        own=OWN_PREFIX,
        version=escape(__version__),
        sections="\n".join(_section(guide(api, base_url)) for api in project.apis),
    )


def _section(about: Guide) -> str:
    credential = ""
    if about.credential:
        code = f"<code>{escape(about.credential)}</code>"
        credential = f"<dt>Credential</dt><dd>{code}</dd>\n"
    commands = "\n".join(
        f'<pre tabindex="0"><code>{escape(command)}</code></pre>'
        for command in about.curl
    )
    return _SECTION.format(
        own=OWN_PREFIX,
        name=escape(about.name),
        title=escape(about.title),
        url=escape(about.url),
        credential=credential,
        commands=commands,
    )
