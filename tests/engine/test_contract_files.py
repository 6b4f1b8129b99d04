"""A contract's file: what JSON and YAML are read as, and the base path."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.engine.projects import served
from ticketstub.contract.load import base_path_of, load_contract

if TYPE_CHECKING:
    from pathlib import Path


def test_a_contract_may_be_json(tmp_path: Path) -> None:
    """JSON is YAML, escapes and tabs included, and is what many tools export."""
    file = tmp_path / "c.json"
    file.write_text(
        '{\n\t"openapi": "3.0.3",\n\t"info": {"title": "Bare", "version": "1"},\n'
        '\t"paths": {"\\/a": {"get": {"responses": {"204": {"description": "\\u00e9"'
        "}}}}}\n}\n"
    )

    with served(file) as client:
        answer = client.get("/a")
        source = client.get("/_ticketstub/openapi/c.json")

    assert answer.status_code == 204
    document = source.json()
    assert document["paths"]["/a"]["get"]["responses"]["204"]["description"] == "é"


def test_json_may_hold_a_character_beyond_the_first_plane(tmp_path: Path) -> None:
    r"""Python's `json.dumps` writes an emoji as `\ud83d\ude00`; YAML can't."""
    file = tmp_path / "c.json"
    file.write_text(
        '{"openapi": "3.0.3", "info": {"title": "\\ud83d\\ude00", "version": "1"},'
        ' "paths": {}}'
    )

    assert load_contract(file).document["info"]["title"] == "\U0001f600"


def test_yaml_is_read_with_the_types_that_json_has(tmp_path: Path) -> None:
    """A date in an example is text; statuses are keys, so they are text, too."""
    file = tmp_path / "c.yaml"
    file.write_text(
        "date: 2026-01-15\ntime: 2026-01-15T09:30:00Z\nyes: 1\n200: 2\nnull: 3\n"
        "base: &base {a: 1, b: 1}\nmerged:\n  <<: *base\n  b: 2\nequals: =\n"
    )

    assert load_contract(file).document == {
        "date": "2026-01-15",
        "time": "2026-01-15T09:30:00Z",
        "yes": 1,
        "200": 2,
        "null": 3,
        "base": {"a": 1, "b": 1},
        "merged": {"a": 1, "b": 2},
        "equals": "=",
    }


@pytest.mark.parametrize(
    ("servers", "base_path"),
    [
        (None, ""),
        ([], ""),
        ([{"url": "https://api.example"}], ""),
        ([{"url": "https://api.example/"}], ""),
        ([{"url": "https://api.example/v1/"}, {"url": "/v2"}], "/v1"),
        ([{"url": "/v1"}], "/v1"),
        ([{"url": "v1"}], "/v1"),
        ([{"url": "/"}], ""),
        ([{"url": "//api.example/v1"}], "/v1"),
        ([{"url": "https://api.example/v1?x=1#y"}], "/v1"),
        (
            [
                {
                    "url": "https://{site}.example:{port}/{version}/x",
                    "variables": {
                        "site": {"default": "a"},
                        "port": {"default": 80},
                        "version": {"default": "v3"},
                    },
                }
            ],
            "/v3/x",
        ),
        ([{"url": "{base}/x", "variables": {"base": {"default": "/v4"}}}], "/v4/x"),
    ],
)
def test_the_base_path_is_that_of_the_first_server(
    servers: list[dict[str, str]] | None, base_path: str
) -> None:
    assert base_path_of(servers) == base_path
