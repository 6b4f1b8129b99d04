"""A contract's declared answers, read without the engine that serves them."""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import yaml
from openapi_schema_validator import OAS30ReadValidator, oas30_format_checker

if TYPE_CHECKING:
    from tests.hostile.wire import Answer

CONTRACTS = Path(__file__).resolve().parents[2] / "openapi"


class Contract:
    """The operations of one contract, and what they may answer."""

    def __init__(self, file: Path, prefix: str) -> None:
        self._document = yaml.safe_load(file.read_text(encoding="utf-8"))
        self._validators: dict[int, Any] = {}
        # A path with servers of its own lies at the host's root here.
        self._templates = [
            (self._steps("" if "servers" in methods else prefix, path), methods)
            for path, methods in self._document["paths"].items()
        ]

    def misfit(self, method: str, target: str, answer: Answer) -> str | None:
        """Tell how an answer differs from what is declared for it; None if it fits."""
        response = self._response(method, target, str(answer.status))
        if response is None:
            return f"{answer.status} is not declared for {method} {target}"
        for name, header in response.get("headers", {}).items():
            if self._followed(header).get("required") and not answer.headers.get(
                name.lower()
            ):
                return f"{name} is missing"
        content = response.get("content")
        if content is None or method == "HEAD":
            return None
        if "*/*" in content:
            return None
        media_type = answer.headers["content-type"].partition(";")[0]
        if media_type not in content:
            return f"{media_type} is not declared"
        validator = self._validator(content[media_type]["schema"])
        errors = validator.iter_errors(json.loads(answer.body))
        return next((str(error.message) for error in errors), None)

    def _response(self, method: str, target: str, status: str) -> dict[str, Any] | None:
        served = "get" if method == "HEAD" else method.lower()
        for methods in self._fitting(target):
            declared = methods.get(served, {}).get("responses", {})
            for known in (status, "default"):
                if known in declared:
                    return self._followed(declared[known])
        unmatched = self._document.get("x-ticketstub-unmatched", {})
        return self._followed(unmatched[status]) if status in unmatched else None

    def _steps(self, prefix: str, path: str) -> list[str]:
        """Return the steps of a path, its final slash aside where it makes no odds."""
        if self._document.get("x-ticketstub-final-slash") == "optional":
            path = path.removesuffix("/")
        return (prefix + path).split("/")

    def _fitting(self, target: str) -> list[dict[str, Any]]:
        path = target.partition("?")[0].partition("#")[0]
        steps = [unquote(step) for step in self._steps("", path)]
        return [
            methods
            for template, methods in self._templates
            if len(template) == len(steps) and all(map(_fits, template, steps))
        ]

    def _followed(self, node: dict[str, Any]) -> dict[str, Any]:
        while "$ref" in node:
            steps = node["$ref"].removeprefix("#/").split("/")
            node = functools.reduce(
                lambda part, step: part[step], steps, self._document
            )
        return node

    def _validator(self, schema: dict[str, Any]) -> Any:
        known = self._validators.get(id(schema))
        if known is None:
            # The components go along, so that references lead somewhere.
            whole = {**schema, "components": self._document["components"]}
            known = OAS30ReadValidator(whole, format_checker=oas30_format_checker)
            self._validators[id(schema)] = known
        return known


def _fits(template: str, step: str) -> bool:
    return template == step or ("{" in template and step != "")
