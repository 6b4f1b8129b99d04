"""`ticketstub docs build`: a folder of pages that needs no stub and no network."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from tests.engine.browsing import DATA
from tests.engine.projects import TOY, contract_with
from ticketstub.cli import main
from ticketstub.pages import viewer

_LINK = re.compile(r'(?:href|src)="([^"#]*)')
_URL = re.compile(r"url\((.{8})")

BARE = "  /things:\n    get:\n      responses:\n        '204': { description: No. }\n"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the docs of the toy project."""
    folder = tmp_path_factory.mktemp("site") / "public" / "docs"
    words = ("--project", str(TOY), "--base-url", "https://stub.example.com:8443/")
    assert main(["docs", "build", str(folder), *words]) == 0
    return folder


def files_of(folder: Path) -> list[str]:
    """List every file below a folder."""
    every = (file for file in folder.rglob("*") if file.is_file())
    return sorted(str(file.relative_to(folder)) for file in every)


def build(
    folder: Path, *words: str, capsys: pytest.CaptureFixture[str]
) -> tuple[int, str, str]:
    """Run the command; return its exit code and what it printed to either stream."""
    try:
        code = main(["docs", "build", str(folder), *words])
    except SystemExit as error:
        code = int(error.code or 0)
    printed = capsys.readouterr()
    return code, printed.out, printed.err


def test_the_folder_has_a_page_and_a_contract_of_each_api(site: Path) -> None:
    assert files_of(site) == sorted(
        [
            "index.html",
            "library.html",
            "_control.html",
            "assets/LICENSE-swagger-ui.txt",
            *(f"assets/{name}" for name in viewer.FILES),
            *(
                f"openapi/{api}.{form}"
                for api in ("library", "_control")
                for form in ("yaml", "json")
            ),
        ]
    )


@pytest.mark.parametrize("name", ["index.html", "library.html", "_control.html"])
def test_every_link_leads_to_a_file_beside(site: Path, name: str) -> None:
    """From the disk there is no root to begin at, and no other host."""
    links = [link for link in _LINK.findall((site / name).read_text("utf-8")) if link]

    assert len(links) > 4
    assert not [link for link in links if urlsplit(link).netloc or link[0] == "/"]
    assert not [link for link in links if not (site / unquote(link)).is_file()]


def test_the_stylesheets_load_nothing(site: Path) -> None:
    """What a page needs is beside it, or within its stylesheet."""
    for file in (site / "assets").glob("*.css"):
        text = file.read_text("utf-8")

        assert "@import" not in text
        assert {url.strip("\"'")[:5] for url in _URL.findall(text)} <= {"data:"}


def test_the_contract_beside_the_pages_is_the_contract(site: Path) -> None:
    source = (TOY / "openapi" / "library.yaml").read_bytes()

    assert (site / "openapi" / "library.yaml").read_bytes() == source
    assert json.loads((site / "openapi" / "library.json").read_bytes())["paths"]


@pytest.mark.parametrize(("api", "tries"), [("library", True), ("_control", False)])
def test_a_page_calls_the_stub_it_is_told_of(
    site: Path, api: str, *, tries: bool
) -> None:
    """The control API answers no page of another origin, so that one is only read."""
    html = (site / f"{api}.html").read_text("utf-8")
    found = DATA.search(html)
    assert found
    data = json.loads(found[1])

    assert data["origin"] == "https://stub.example.com:8443"
    assert data["try"] is tries
    assert ('id="sandbox"' in html) is tries


def test_a_contract_by_itself_has_docs_as_well(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whatever it is called: the list keeps its place."""
    contract = contract_with(tmp_path, BARE, name="index")
    folder = tmp_path / "docs"
    code, out, err = build(folder, str(contract), capsys=capsys)
    html = (folder / "index.html").read_text("utf-8")

    assert (code, err) == (0, "")
    assert out.startswith(str(folder / "index.html"))
    assert 'href="index.api.html"' in html
    assert (folder / "index.api.html").is_file()


def test_building_again_leaves_what_is_not_its_own(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    contract = contract_with(tmp_path, BARE)
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "CNAME").write_text("docs.example.com\n")
    first = build(tmp_path / "docs", str(contract), capsys=capsys)
    again = build(tmp_path / "docs", str(contract), capsys=capsys)

    assert first == again
    assert (tmp_path / "docs" / "CNAME").read_text() == "docs.example.com\n"


@pytest.mark.parametrize(
    "url",
    ["nowhere", "ftp://stub.example.com", "http://", "http://[", "http://a.example/?q"],
)
def test_a_base_url_that_is_none_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], url: str
) -> None:
    code, out, err = build(tmp_path / "docs", "--base-url", url, capsys=capsys)

    assert (code, out) == (2, "")
    assert err == f"ticketstub: {url!r} is no URL such as http://127.0.0.1:4140.\n"
    assert not (tmp_path / "docs").exists()


def test_a_folder_that_cannot_be_written_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    contract = contract_with(tmp_path, BARE)
    (tmp_path / "docs").write_text("a file")
    code, out, err = build(tmp_path / "docs", str(contract), capsys=capsys)

    assert (code, out) == (3, "")
    assert err.startswith(f"ticketstub: {tmp_path / 'docs'} cannot be written: ")


def test_a_project_that_does_not_fit_has_no_docs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = build(
        tmp_path / "docs", str(tmp_path / "none.yaml"), capsys=capsys
    )

    assert (code, out) == (3, "")
    assert "none.yaml" in err


def test_help_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = build(Path("unused"), "--help", capsys=capsys)

    assert (code, err) == (0, "")
    assert out.startswith("usage: ticketstub docs")
