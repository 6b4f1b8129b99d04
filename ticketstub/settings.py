"""Settings: what a server is told, by option, variable, file or default."""

from __future__ import annotations

import dataclasses
import ipaddress
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

#: The file read from the working directory.
FILE = "ticketstub.toml"

#: What the environment's variables begin with.
PREFIX = "TICKETSTUB_"


_HIGHEST_PORT = 65535

#: An origin as browsers send it, and a host's name.
_ORIGIN = re.compile(
    r"[a-z][a-z0-9+.-]*://(\[[0-9a-f:.]+\]|[^:/?#@\\\[\]\s,*]+)(:[0-9]+)?/*"
)
_NAME = re.compile(r"[^:/?#@\\\[\]\s,*]+")
_USUAL_PORT = re.compile(r"(http://.*:80|https://.*:443)/*")


class SettingsError(ValueError):
    """A setting cannot be used; the text says which, from where, and why."""


def _setting(default: Any, text: str) -> Any:
    return dataclasses.field(default=default, metadata={"help": text})


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be set. An option `--allow-host` is `allow_host` in the file
    and `TICKETSTUB_ALLOW_HOST` in the environment, several values separated by commas.
    """

    host: str = _setting("127.0.0.1", "address to listen on")
    port: int = _setting(4140, "port to listen on; 0 picks a free one")
    api: tuple[str, ...] = _setting((), "serve only this API (may be repeated)")
    project: str = _setting("", "folder with openapi/, handlers/ and mock_data/")
    mock_data: str = _setting("", "folder that stands in for the project's mock_data/")
    watch: bool = _setting(
        default=False, text="reload files that change, keeping the state"
    )
    cors_origin: tuple[str, ...] = _setting(
        (), "origin whose pages may call, beside loopback's (may be repeated)"
    )
    allow_host: tuple[str, ...] = _setting(
        (), "host name to answer to, beside loopback's (may be repeated)"
    )
    allow_target: tuple[str, ...] = _setting(
        (), "HOST, HOST:PORT or origin that webhooks may be sent to (may be repeated)"
    )
    token: str = _setting(
        "", "bearer token that the control API asks for; made up beyond loopback"
    )
    store: str = _setting(
        "memory", "where the sandbox main is kept: memory, or file:PATH"
    )
    store_sync: str = _setting(
        "normal", "what a file outlives: normal the process, full a power cut, too"
    )
    certfile: str = _setting("", "certificate to serve HTTPS with")
    keyfile: str = _setting("", "private key of the certificate")
    max_body: int = _setting(32 * 1024 * 1024, "longest request body, in bytes")
    max_sandboxes: int = _setting(1000, "most sandboxes at a time")
    sandbox_idle_seconds: int = _setting(
        1800, "after this a sandbox may make room for another"
    )
    max_snapshots: int = _setting(20, "most snapshots at a time")
    max_journal_calls: int = _setting(
        1000, "most calls in the journal of a sandbox; 0 notes none"
    )
    max_journal_bytes: int = _setting(
        8 * 1024 * 1024, "most bytes in the journal of a sandbox"
    )
    max_journal_total_bytes: int = _setting(
        64 * 1024 * 1024, "most bytes in the journals of all sandboxes"
    )
    max_upload_bytes: int = _setting(
        256 * 1024 * 1024, "most bytes of uploaded files, in all sandboxes"
    )
    max_uploads: int = _setting(10_000, "most uploaded files, in all sandboxes")
    no_cache: bool = _setting(
        default=False, text="parse and check every contract anew, and keep nothing"
    )
    verbose: bool = _setting(default=False, text="log every call")
    quiet: bool = _setting(default=False, text="print no banner")


FIELDS = {field.name: field for field in dataclasses.fields(Settings)}


def load_settings(
    options: Mapping[str, Any], environment: Mapping[str, str], folder: Path
) -> Settings:
    """Combine options, variables, file and defaults, in this order of precedence.

    Raises `SettingsError` for a key that is none, or a value of the wrong type.
    """
    values: dict[str, Any] = {}
    values.update(_from_file(folder / FILE))
    values.update(_from_environment(environment))
    values.update({name: value for name, value in options.items() if value is not None})
    return Settings(**values)


def kept_in(settings: Settings) -> Path | None:
    """Return the file that the sandbox `main` is kept in; None for memory.

    Raises `SettingsError` for a setting that says neither.
    """
    if settings.store_sync not in ("normal", "full"):
        message = f"store_sync is {settings.store_sync!r}; it can be normal or full."
        raise SettingsError(message)
    kind, _, path = settings.store.partition(":")
    if settings.store == "memory":
        return None
    if kind != "file" or not path:
        message = f"store is {settings.store!r}; it can be memory or file:PATH."
        raise SettingsError(message)
    return Path(path)


def check_settings(settings: Settings) -> None:
    """Raise `SettingsError` for settings that nothing can be served with.

    A host or an origin that there cannot be would be let in never, and silently.
    """
    kept_in(settings)
    _check_places(settings)
    _check_certificate(settings)


def _check_places(settings: Settings) -> None:
    if settings.port > _HIGHEST_PORT:
        message = (
            f"port: {settings.port} is no port; one is between 0 and {_HIGHEST_PORT}."
        )
        raise SettingsError(message)
    for host in settings.allow_host:
        if not (_NAME.fullmatch(host) or _is_address(host)):
            message = (
                f"allow_host: {host!r} is no host name: it has no scheme, port or"
                " brackets, as in stub.example."
            )
            raise SettingsError(message)
    for origin in settings.cors_origin:
        if origin in ("*", "null"):
            continue
        if not _ORIGIN.fullmatch(origin.lower()):
            message = (
                f"cors_origin: {origin!r} is no origin: SCHEME://HOST or"
                " SCHEME://HOST:PORT, as in https://app.example; * is any."
            )
            raise SettingsError(message)
        if _USUAL_PORT.fullmatch(origin.lower()):
            message = (
                f"cors_origin: {origin!r} has the usual port, which browsers leave out;"
                " leave it out, too."
            )
            raise SettingsError(message)


def _check_certificate(settings: Settings) -> None:
    if settings.keyfile and not settings.certfile:
        message = "The keyfile goes with a certfile, and there is none."
        raise SettingsError(message)
    if settings.certfile and not settings.keyfile:
        file = Path(settings.certfile)
        if file.is_file() and b"PRIVATE KEY-----" not in file.read_bytes():
            message = f"There is no private key in {file}; say where it is: --keyfile."
            raise SettingsError(message)


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _from_file(file: Path) -> dict[str, Any]:
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        message = f"{file}: {error}"
        raise SettingsError(message) from error
    return {
        _known(key.replace("-", "_"), f"{file}: {key}"): _typed(
            key.replace("-", "_"), value, f"{file}: {key}"
        )
        for key, value in content.items()
    }


def _from_environment(environment: Mapping[str, str]) -> dict[str, Any]:
    found = {}
    for variable, text in environment.items():
        name = variable.removeprefix(PREFIX).lower()
        # A variable that is no setting may be somebody else's, such as the stub's URL.
        if variable.startswith(PREFIX) and name in FIELDS:
            found[name] = _typed(name, _parsed(name, text, variable), variable)
    return found


def _known(name: str, source: str) -> str:
    if name not in FIELDS:
        message = f"{source} is no setting; there are {', '.join(FIELDS)}."
        raise SettingsError(message)
    return name


def _parsed(name: str, text: str, source: str) -> Any:
    default = FIELDS[name].default
    if isinstance(default, tuple):
        return [part.strip() for part in text.split(",") if part.strip()]
    if isinstance(default, bool):
        words = {
            "1": True,
            "true": True,
            "yes": True,
            "0": False,
            "false": False,
            "no": False,
            "": False,
        }
        if text.lower() not in words:
            message = f"{source} is {text!r}; it can be true or false."
            raise SettingsError(message)
        return words[text.lower()]
    if isinstance(default, int):
        try:
            return int(text)
        except ValueError:
            message = f"{source} is {text!r}; it must be a whole number."
            raise SettingsError(message) from None
    return text


def _typed(name: str, value: Any, source: str) -> Any:
    default = FIELDS[name].default
    if isinstance(default, tuple):
        if isinstance(value, str):
            value = [value]
        if not isinstance(value, list) or not all(
            isinstance(item, str) for item in value
        ):
            message = f"{source} must be a list of text."
            raise SettingsError(message)
        return tuple(value)
    if type(value) is not type(default):
        kinds = {bool: "true or false", int: "a whole number", str: "text"}
        message = f"{source} must be {kinds[type(default)]}."
        raise SettingsError(message)
    if isinstance(value, int) and not isinstance(value, bool) and value < 0:
        message = f"{source} must not be negative."
        raise SettingsError(message)
    return value
