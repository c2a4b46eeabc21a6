"""Fetching, against a server on loopback that fails in the ways that servers do.

Each case is something that happened to a file on its way: a connection cut at night, a page of
terms saved under the name of a zip, half of one edition continued with half of the next.
"""

import io
import json
import shutil
import zipfile
from collections import namedtuple
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from loopback import Publisher, Served, digest_of, publisher

from superbill.codesets.catalogue import read_current
from superbill.codesets.pulling import addresses as declared
from superbill.codesets.pulling import fetch as fetching
from superbill.codesets.pulling import web as asking
from superbill.errors import ReleaseRefused, SuperbillError, WrongUsage
from superbill.tools.data_pull import Pull, data_pull

pytestmark = pytest.mark.allow_hosts("127.0.0.1")

ON = date(2031, 2, 1)
CODES = "/files/zip/2031-code-descriptions-tabular-order.zip"
TABLES = "/files/zip/2031-code-tables-tabular-index.zip"
GUIDELINES = "/files/document/fy-2031-icd-10-cm-coding-guidelines.pdf"
MUE = "/files/zip/medicare-ncci-2031-q1-dme-supplier-services-mue-table.zip"


def archive(**files: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for name, text in files.items():
            target.writestr(zipfile.ZipInfo(name.replace("__", ".")), text)
    return packed.getvalue()


def code_list(title: str = "Mild disorder") -> bytes:
    """CDC's list of valid codes, with codes that are nobody's."""
    lines = [f"K{n:03}    {title} number {n}" for n in range(100, 400)]
    return archive(icd10cm_codes_2031__txt="\r\n".join(lines) + "\r\n")


MUE_TABLE = archive(
    MCR_MUE_DMESupplierServices_Eff_01_01_2031__csv=(
        '"CPT codes, descriptions and other data only are copyright\nof their owner.",,,\r\n'
        '"HCPCS/\nCPT Code",DME Supplier Services MUE Values,'
        "MUE Adjudication Indicator,MUE Rationale\r\n"
        "A9900,2,3 Date of Service Edit: Clinical,Clinical: Data\r\n"
    )
)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Publisher]:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.setattr(asking.Web, "wait", lambda _self, _number: None)
    with publisher() as served:
        yield served


class Home:
    """A data home with nothing in it, and what the user is told."""

    def __init__(self, folder: Path, server: Publisher):
        self.folder, self.server = folder, server
        self.told: list[str] = []

    def pull(self, *what: str, on: date = ON, **options: Any) -> Pull:
        context: Any = SimpleNamespace(
            home=self.folder, notice=self.told.append, progress=lambda *_: None
        )
        options.setdefault("base_url", self.server.base)
        return data_pull(context, what, on=on, **options)

    def codes(self, **options: Any) -> Any:
        """Pulls ICD-10-CM, and gives what became of its list of codes."""
        return self.pull("icd10cm", **options).files[0]

    @property
    def editions(self) -> list[str]:
        """The first days of the releases that were loaded."""
        return [str(r.edition) for r in read_current(self.folder).releases()]

    @property
    def parts(self) -> list[Path]:
        return list((self.folder / "downloads").rglob("*.part"))


@pytest.fixture
def home(tmp_path: Path, server: Publisher) -> Home:
    server.files = {CODES: Served(code_list())}
    return Home(tmp_path, server)


def test_a_file_is_fetched_loaded_and_not_fetched_again(home: Home):
    first = home.codes()
    assert (first.state, first.size) == ("fetched", len(code_list()))
    assert first.address == f"https://www.cms.gov{CODES}"
    assert Path(first.path).read_bytes() == code_list()
    assert home.editions == ["2030-10-01"]
    assert f"({len(code_list()):,} bytes)" in home.told[0]
    asked = len(home.server.gets())
    again = home.codes()
    assert again.state == "here already"
    assert [g for g in home.server.gets()[asked:] if CODES in g] == []
    assert home.editions == ["2030-10-01"]


@pytest.mark.parametrize(
    "change",
    [{"tag": '"2"'}, {"data": code_list("Other disorder"), "tag": '"1"'}],
    ids=["another tag", "another size"],
)
def test_a_file_that_the_publisher_changed_is_fetched_again(home: Home, change: dict[str, Any]):
    home.codes()
    home.server.files[CODES] = Served(**{"data": code_list(), **change})
    assert home.codes().state == "fetched"


def test_a_file_that_was_damaged_here_is_fetched_again(home: Home):
    path = Path(home.codes().path)
    path.write_bytes(b"PK" + b"\0" * (path.stat().st_size - 2))
    assert home.codes().state == "fetched"
    assert path.read_bytes() == code_list()


def test_the_file_may_have_gone_by_another_name_before(home: Home):
    home.codes()
    renamed = CODES.replace("-order.zip", "-order-updated-01-02-2031.zip")
    home.server.files = {renamed: Served(code_list("Other disorder"))}
    page = f'<a href="/license/ama?file={renamed}">2031 (ZIP)</a>'.encode()
    home.server.files["/medicare/coding-billing/icd-10-codes"] = Served(page, kind="text/html")
    pulled = home.codes()
    assert pulled.address == f"https://www.cms.gov{renamed}"
    assert [p.name for p in Path(pulled.path).parent.iterdir()] == [Path(pulled.path).name]


def test_a_cut_file_is_continued(home: Home):
    home.server.files[CODES].cut_after = [100, 50, 0, 700]
    assert home.codes().state == "fetched"
    asked = [g.removeprefix(f"GET {CODES}").strip() for g in home.server.gets() if CODES in g]
    assert asked == ["", "bytes=100-", "bytes=150-", "bytes=150-", "bytes=850-"]
    assert home.parts == []
    assert home.editions == ["2030-10-01"]


def test_a_pull_that_was_given_up_is_continued_by_the_next(home: Home):
    home.server.files[CODES].cut_after = [100, 0, 0, 0, 0]
    refused = home.codes()
    assert (refused.state, refused.path) == ("refused", None)
    assert "again and again" in refused.message
    assert [p.stat().st_size for p in home.parts] == [100]
    assert home.codes().state == "fetched"
    assert home.server.gets()[-1] != f"GET {CODES}"
    assert f"GET {CODES} bytes=100-" in home.server.gets()


def test_halves_of_two_editions_never_become_one_file(home: Home):
    home.server.files[CODES].cut_after = [100, 0, 0, 0, 0]
    home.codes()
    home.server.files[CODES] = Served(code_list("Other disorder"), tag='"2"')
    pulled = home.codes()
    assert Path(pulled.path).read_bytes() == code_list("Other disorder")


@pytest.mark.parametrize(
    "served",
    [
        Served(code_list(), tag=None, cut_after=[100]),
        Served(code_list(), ranges=False, cut_after=[100]),
        Served(code_list(), start_off=7, cut_after=[100]),
        Served(code_list(), sized=False),
    ],
    ids=["no tag", "no ranges", "a range of its own", "no length"],
)
def test_what_cannot_be_continued_is_fetched_from_the_beginning(home: Home, served: Served):
    home.server.files[CODES] = served
    assert Path(home.codes().path).read_bytes() == code_list()


@pytest.mark.parametrize("status", [500, 502, 503, 429])
def test_a_server_that_stumbles_is_asked_again(home: Home, status: int):
    home.server.files[CODES].statuses = [status, status]
    assert home.codes().state == "fetched"


SHORT = len(code_list()) - 10


@pytest.mark.parametrize(
    ("served", "said"),
    [
        (Served(code_list(), statuses=[500] * 9), "fails again and again (status 500)"),
        (Served(code_list(), statuses=[403]), "refuses to send it (403)"),
        (Served(code_list(), statuses=[404]), "is not there (404)"),
        (Served(code_list(), statuses=[418]), "answers 418"),
        (Served(code_list(), length=len(code_list()) + 5), "fails again and again (cut"),
        (Served(code_list(), start_off=7, cut_after=[100] * 9), "fails again and again (cut"),
        (Served(code_list(), length=SHORT), "the archive is damaged"),
        (Served(code_list()[:SHORT], sized=False), "the archive is damaged"),
        (Served(b"MZ" + code_list()), "not the kind of file it says"),
        (Served(code_list(), digest=digest_of(b"other")), "is stated; it came damaged"),
        (Served(b"<html>Not here</html>", kind="text/html"), "a web page instead of the file"),
        (Served(b"<!DOCTYPE html>..", kind="application/zip"), "a web page instead of the file"),
        (Served(b"<html>License for use", kind="text/html"), "a page of terms instead"),
        (Served(b"", location="/license/ama?file=x", statuses=[302]), "a page of terms instead"),
        (Served(b"", location="ftp://example/x", statuses=[302]), "which is not followed"),
        (Served(b"", location="file:///etc/passwd", statuses=[302]), "which is not followed"),
        (Served(b"", location=CODES, statuses=[302] * 9), "redirects in circles"),
    ],
)
def test_what_is_not_the_file_is_refused_in_a_line(home: Home, served: Served, said: str):
    home.server.files[CODES] = served
    refused = home.codes()
    assert refused.state == "refused"
    assert said in refused.message
    assert "\n" not in refused.message
    assert home.editions == []
    assert not list((home.folder / "downloads").rglob("*.zip"))


def test_the_stated_hash_is_held_and_fits(home: Home):
    home.server.files[CODES].digest = digest_of(code_list())
    assert home.codes().state == "fetched"


def test_a_redirect_to_where_the_file_is_now_is_followed(home: Home):
    home.server.files["/elsewhere.zip"] = Served(code_list())
    home.server.files[CODES] = Served(b"", location="/elsewhere.zip", statuses=[302])
    assert home.codes().state == "fetched"


def test_a_server_that_says_nothing_is_not_waited_for(home: Home, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(asking.Web.__init__, "__defaults__", (None, 0.1, 2, 0))
    home.server.files[CODES].seconds = 0.4
    assert "doesn't answer in time" in home.codes().message


def test_a_network_that_is_not_there_is_said_at_once(home: Home):
    refused = home.codes(base_url="http://127.0.0.1:9")
    assert "can't be reached: no network" in refused.message
    assert refused.state == "refused"


def test_a_full_disk_is_said_before_it_is_full(home: Home, monkeypatch: pytest.MonkeyPatch):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10, 9, 1))
    assert "are free in" in home.codes().message


def test_a_file_without_end_is_not_fetched(home: Home, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(fetching, "LARGEST", 1000)
    assert "which no publisher's file has" in home.codes().message
    home.server.files[CODES].sized = False
    assert "which no publisher's file has" in home.codes().message


def test_files_with_cpt_codes_need_the_amas_licence(home: Home):
    home.server.files[MUE] = Served(MUE_TABLE)
    pull = home.pull("ncci.mue.dme")
    assert "--accept-ama-licence" in pull.files[0].message
    assert "copyright American Medical Association" in pull.files[0].message
    assert (pull.exit_status, pull.imports, home.server.asked) == (2, None, [])


def test_who_accepted_the_licence_is_sent_and_noted(home: Home):
    home.server.files[MUE] = Served(MUE_TABLE)
    pull = home.pull("ncci.mue.dme", accept_ama_licence=True)
    assert pull.files[0].state == "fetched"
    assert home.server.gets() == [f"GET {MUE}?agree=yes&next=Accept"]
    (receipt,) = (home.folder / "downloads" / "receipts").rglob("*.json")
    noted = json.loads(receipt.read_text(encoding="utf-8"))
    assert noted["accepted"].startswith("CPT: the AMA's licence accepted by ")
    assert noted["address"] == f"https://www.cms.gov{MUE}"
    assert home.editions == ["2031-01-01"]


def test_the_rest_is_fetched_where_a_licence_is_lacking(home: Home):
    pull = home.pull("icd10cm", "pfs")
    assert [(f.item, f.state) for f in (pull.files[0], pull.files[-1])] == [
        ("icd10cm", "fetched"),
        ("pfs", "refused"),
    ]
    assert pull.exit_status == 1
    assert home.editions == ["2030-10-01"]


def test_a_dry_run_fetches_nothing(home: Home):
    shown = home.codes(dry_run=True)
    assert (shown.state, shown.size) == ("to fetch", len(code_list()))
    assert all(CODES not in asked for asked in home.server.gets())
    assert not (home.folder / "downloads").exists()


def test_what_is_nowhere_names_the_page_to_look_at(home: Home):
    home.server.files = {}
    refused = home.codes()
    assert "it is not there (404)" in refused.message
    assert "https://www.cms.gov/medicare/coding-billing/icd-10-codes" in refused.message


def test_october_stands_in_where_april_brought_nothing(home: Home):
    pulled = home.codes(on=date(2031, 5, 1))
    assert pulled.state == "fetched"
    assert "October's edition" in pulled.message
    assert home.editions == ["2030-10-01"]


def test_a_page_cannot_send_anybody_elsewhere(home: Home):
    page = b'<a href="https://elsewhere.example/files/zip/2031-code-descriptions-x.zip">'
    home.server.files = {"/medicare/coding-billing/icd-10-codes": Served(page, kind="text/html")}
    home.server.files["/files/zip/2031-code-descriptions-x.zip"] = Served(code_list())
    assert home.codes().address == "https://www.cms.gov/files/zip/2031-code-descriptions-x.zip"


def test_a_file_that_cannot_be_loaded_is_said(home: Home):
    home.server.files[CODES] = Served(archive(readme__txt="nothing of use"))
    pull = home.pull("icd10cm")
    assert pull.files[0].state == "fetched"
    assert pull.not_loaded == (pull.files[0].path,)
    assert pull.exit_status == 2


def test_a_read_me_beside_the_table_is_no_fault(home: Home):
    data = archive(
        icd10cm_codes_2031__txt="K100    One\nK101    Two\nK102    Three\n", readme__txt="Hello"
    )
    home.server.files[CODES] = Served(data)
    home.server.files[TABLES] = Served(data)
    home.server.files[GUIDELINES] = Served(b"%PDF-1.7 ...", kind="application/pdf")
    pull = home.pull("icd10cm")
    assert pull.not_loaded == ()
    assert pull.exit_status == 0
    assert Path(str(pull.files[2].path)).read_bytes() == b"%PDF-1.7 ..."  # for people to read


@pytest.mark.parametrize(
    ("what", "options", "said"),
    [
        (("icd10",), {}, "nothing to fetch named 'icd10'"),  # a beginning, and no name
        (("icd10cm",), {"base_url": "ftp://127.0.0.1"}, "not an http or https address"),
        (("icd10cm",), {"base_url": "file:///tmp"}, "not an http or https address"),
    ],
)
def test_wrong_usage_is_said(home: Home, what: tuple[str, ...], options: Any, said: str):
    with pytest.raises(WrongUsage) as fault:
        home.pull(*what, **options)
    assert said in str(fault.value)


@pytest.mark.parametrize(
    ("day", "name", "address"),
    [
        (date(2024, 7, 1), "pfs", "rvu24c.zip"),
        (date(2025, 12, 31), "pfs", "rvu25d.zip"),
        (date(2026, 7, 4), "ncci.ptp.practitioner", "2026q3-practitioner-ptp-edits-ccipra-v322r0"),
        (date(2026, 10, 1), "ncci.ptp.outpatient", "2026q4-hospital-ptp-edits-ccioph-v323r0-f1"),
        (date(2026, 3, 31), "icd10cm", "/2026-code-descriptions"),
        (date(2026, 4, 1), "icd10cm", "/april-1-2026-code-descriptions"),
        (date(2026, 10, 1), "icd10cm", "/2027-code-descriptions"),
        (date(2026, 10, 1), "hcpcs", "/october-2026-alpha-numeric-hcpcs-file.zip"),
    ],
)
def test_the_day_decides_the_address(day: date, name: str, address: str):
    item = declared.read_addresses().chosen((name,))[0]
    assert address in next(declared.wanted(item, day)).addresses[0][0]


def test_every_address_is_an_official_one():
    hosts = {"https://www.cms.gov/", "https://ftp.cdc.gov/", "https://www.cdc.gov/"}
    for item in declared.read_addresses().items:
        for file in declared.wanted(item, date(2026, 5, 1)):
            for address in (file.page, *(a for a, _ in file.addresses)):
                assert any(address.startswith(host) for host in hosts), address
        assert all(len(pattern.seen) >= 3 for pattern in item.files if pattern.certain)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("    every: quarter\n", "    every: month\n"),
        ("    carries: cpt\n", "    carries: cdt\n"),
        ("    title: HCPCS", "    heading: HCPCS"),
    ],
)
def test_a_wrong_key_or_value_of_the_addresses_is_refused(tmp_path: Path, old: str, new: str):
    text = declared.PATH.read_text(encoding="utf-8")
    path = tmp_path / "addresses.yaml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ReleaseRefused):
        declared.read_addresses(path)


def test_every_refusal_is_of_the_one_tree(home: Home):
    home.server.files[CODES] = Served(b"", location="gopher://x", statuses=[302])
    web = asking.Web(home.server.base)
    with pytest.raises(SuperbillError):
        web.ask(web.address(f"https://www.cms.gov{CODES}"))
