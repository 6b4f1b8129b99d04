"""Runs of `wrk`: what a server answers a second, and how soon."""

from __future__ import annotations

import re
import subprocess
import tempfile
from dataclasses import dataclass
from string import ascii_letters, digits
from typing import TYPE_CHECKING

from bench.calls import BASES, HEADERS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bench.asked import Asked

#: The requests take turns, and every answer must be a 2xx, or the rate means nothing.
_SCRIPT = """
    local turn = 0
    request = function()
      turn = turn % #asked + 1
      return asked[turn]
    end
    response = function(status)
      if status >= 300 then
        print("unexpected status " .. status)
        wrk.thread:stop()
      end
    end"""


@dataclass(frozen=True)
class Run:
    """What one run measured: requests a second, and milliseconds."""

    rate: float
    p50: float
    p99: float


def run(
    url: str,
    api: str,
    asked: Sequence[Asked],
    seconds: float,
    more: Mapping[str, str] | None = None,
) -> Run:
    """Let 16 connections call for some seconds; `more` are headers of every call."""
    lines = ["local asked = {}"]
    for place, each in enumerate(asked, 1):
        headers = {**HEADERS[api], **each.headers, **(more or {})}
        named = ", ".join(
            f"[{_quoted(name.encode())}] = {_quoted(value.encode())}"
            for name, value in headers.items()
        )
        path = _quoted((BASES[api] + each.path).encode())
        body = _quoted(each.body) if each.body else "nil"
        lines.append(
            f'asked[{place}] = {{"{each.method}", {path}, {{{named}}}, {body}}}'
        )
    # It can only be put together once wrk knows its address.
    lines.append("""
    init = function()
      for place, each in ipairs(asked) do
        asked[place] = wrk.format(each[1], each[2], each[3], each[4])
      end
    end""")
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as file:
        file.write("\n".join(lines) + _SCRIPT)
        file.flush()
        command = ["wrk", "-t1", "-c16", f"-d{seconds:g}s", "--latency", "-s"]
        output = subprocess.run(
            [*command, file.name, url], capture_output=True, text=True, check=True
        ).stdout
    if "unexpected status" in output or "Non-2xx" in output:
        message = f"{url}, {asked[0].method} {asked[0].path}: {output}"
        raise RuntimeError(message)
    return Run(
        float(re.search(r"Requests/sec:\s+([\d.]+)", output)[1]),  # type: ignore[index]
        _milliseconds(output, "50%"),
        _milliseconds(output, "99%"),
    )


def median(runs: Sequence[Run]) -> Run:
    """Return the run whose rate is in the middle."""
    return sorted(runs, key=lambda run: run.rate)[len(runs) // 2]


def _quoted(text: bytes) -> str:
    """Write bytes as Lua reads them."""
    plain = ascii_letters + digits + " /:.,;_-={}[]<>?&%+@()"
    letters = (chr(byte) if chr(byte) in plain else f"\\{byte:03}" for byte in text)
    return '"' + "".join(letters) + '"'


def _milliseconds(output: str, share: str) -> float:
    found = re.search(rf"{share}\s+([\d.]+)(us|ms|s)", output)
    assert found is not None, output
    factor = {"us": 0.001, "ms": 1, "s": 1000}[found[2]]
    return round(float(found[1]) * factor, 2)
