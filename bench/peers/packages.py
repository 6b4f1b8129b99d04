"""The peers' packages: which versions, and their installation below `build/peers`."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

#: Every peer's package and its version.
VERSIONS = {
    "json-server": "0.17.4",
    "@mockoon/cli": "9.9.0",
    "@stoplight/prism-cli": "5.16.0",
    "wiremock": "3.13.2",
}

FOLDER = Path(__file__).resolve().parent.parent.parent / "build" / "peers"

#: Seconds that an installation may take.
_PATIENCE = 600


def install() -> str:
    """Install what is not there yet; return why that cannot be done, or nothing."""
    wanted = {
        "private": True,
        "dependencies": VERSIONS,
    }
    manifest = FOLDER / "package.json"
    done = FOLDER / "node_modules" / ".installed"
    text = json.dumps(wanted, indent=2)
    if done.exists() and manifest.exists() and manifest.read_text() == text:
        return ""
    npm = shutil.which("npm")
    if npm is None:
        return "npm is not there"
    FOLDER.mkdir(parents=True, exist_ok=True)
    manifest.write_text(text)
    options = ["--no-audit", "--no-fund", "--ignore-scripts", "--loglevel", "error"]
    try:
        ended = subprocess.run(
            [npm, "install", *options],
            cwd=FOLDER,
            capture_output=True,
            text=True,
            timeout=_PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"npm install took more than {_PATIENCE} s"
    if ended.returncode:
        said = [line for line in ended.stderr.splitlines() if "npm error" in line]
        return "npm install failed: " + " ".join(said[:2] or ["it does not say why"])
    done.touch()
    return ""


def missing(package: str, program: str) -> str:
    """Tell why a package cannot be run by a program, or return nothing."""
    if not (FOLDER / "node_modules" / package).is_dir():
        return f"{package} is not installed"
    return "" if shutil.which(program) else f"{program} is not there"


def older_node(package: str) -> str:
    """Tell that a package asks for a later Node than is there, or return nothing.

    It may run all the same, so this is no reason to leave it out.
    """
    folder = FOLDER / "node_modules" / package
    engines = json.loads((folder / "package.json").read_bytes()).get("engines", {})
    wanted = str(engines.get("node", ""))
    least = re.match(r">=\s*(\d+)(?:\.(\d+))?", wanted)
    if least is None:
        return ""
    said = subprocess.run(
        ["node", "--version"], capture_output=True, text=True, check=True
    ).stdout.strip()
    here = re.match(r"v(\d+)\.(\d+)", said)
    if here is None:
        return ""
    if (int(here[1]), int(here[2])) < (int(least[1]), int(least[2] or 0)):
        return f"{package} asks for Node {wanted}, and {said} is there"
    return ""
