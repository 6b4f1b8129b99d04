"""The landing page: what is served here, and how to make a first call."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from ticketstub import __version__
from ticketstub.contract.check import OWN_PREFIX
from ticketstub.pages.guide import guide

if TYPE_CHECKING:
    from ticketstub.pages.guide import Guide, Step
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
<link rel="stylesheet" href="{own}/landing.css">
<script type="module" src="{own}/landing.js"></script>
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
<header class="bar">
<a class="brand" href="/" aria-current="page"><img src="{own}/icon.svg" alt=""
width="24" height="24">ticketstub</a>
<nav aria-label="Pages">
<a href="{own}/inspector">Inspector</a>
<a href="{own}/docs">Docs</a>
<a href="{own}/docs/_control">Control API</a>
</nav>
</header>
<main id="content" tabindex="-1">
<div class="intro">
<h1>A stub backend for your client</h1>
<p>It remembers what you send, answers as its contracts say,
and explains what it refuses.
Point your client at a base URL below; the credentials are made up and always work.</p>
</div>
<section class="now" aria-label="Sandboxes" data-sandboxes="{own}/sandboxes"
data-inspector="{own}/inspector">
<p>Calls run in the sandbox <a href="{own}/inspector#/calls?sandbox=main">main</a>,
unless the header <code>Ticketstub-Sandbox</code> names another.</p>
<p class="gone" hidden></p>
<dl hidden>
<div><dt>Its clock</dt><dd><span data-clock></span> at <time></time></dd></div>
<div><dt>Other sandboxes</dt><dd data-others></dd></div>
</dl>
</section>
{sections}
</main>
<footer>
<span>Version {version}</span>
<a href="{own}/health">Health</a>
</footer>
</body>
</html>
"""

_SECTION = """<section class="api" aria-labelledby="api-{name}">
<header>
<h2 id="api-{name}">{title}</h2>
<ul>
<li><a href="{own}/docs/{name}" aria-label="Docs of {title}">Docs</a></li>
<li><a href="{own}/inspector#/calls?api={name}"
aria-label="Calls of {title}">Calls</a></li>
<li>Contract: <a href="{own}/openapi/{name}.yaml"
aria-label="Contract of {title} as YAML">YAML</a>,
<a href="{own}/openapi/{name}.json"
aria-label="Contract of {title} as JSON">JSON</a></li>
</ul>
</header>
{summary}<dl class="facts">
{facts}
</dl>
<div class="steps">
{steps}
</div>
</section>"""

_STEP = """<div class="step">
<div class="head"><h3>{summary}</h3></div>
<pre><code data-copy="{summary}">{lines}</code></pre>
</div>"""

#: A step of more lines than this is folded away.
_SHORT = 4

_LONG_STEP = """<details class="step">
<summary>{summary}</summary>
<div class="head"></div>
<pre><code data-copy="{summary}">{lines}</code></pre>
</details>"""


def landing_page(project: Project, base_url: str) -> str:
    """Return the page as HTML, for a stub that is reached at `base_url`."""
    return _PAGE.format(
        own=OWN_PREFIX,
        version=escape(__version__),
        sections="\n".join(_section(guide(api, base_url)) for api in project.apis),
    )


def _section(about: Guide) -> str:
    facts = [_fact("Base URL", about.url)]
    if about.credential:
        facts.append(_fact("Credential", about.credential, _pair(about.pair)))
    facts += [_fact("Header", header) for header in about.headers]
    return _SECTION.format(
        own=OWN_PREFIX,
        name=escape(about.name),
        title=escape(about.title),
        summary=f"<p>{escape(about.summary)}</p>\n" if about.summary else "",
        facts="\n".join(facts),
        steps="\n".join(map(_step, about.steps)),
    )


def _step(step: Step) -> str:
    lines = step.lines
    is_long = lines.count("\n") >= _SHORT or "--json" in step.words
    form = _LONG_STEP if is_long else _STEP
    return form.format(summary=escape(step.summary), lines=escape(lines))


def _fact(name: str, value: str, note: str = "") -> str:
    code = f'<code data-copy="{escape(name)}">{escape(value)}</code>'
    return f"<dt>{escape(name)}</dt><dd>{code}{note}</dd>"


def _pair(pair: str) -> str:
    user, colon, password = pair.partition(":")
    if not colon:
        return ""
    return (
        '<span class="quiet">that is'
        f" <code>{escape(user)}</code> : <code>{escape(password)}</code></span>"
    )
