"""Which mirror is used, and what is left when a download breaks off."""

import pytest

from tools import debian_archive
from tools.console import Failure

DEB822 = """\
# a comment
Types: deb
URIs: http://security.example/debian-security
Suites: trixie-security
Components: main

Types: deb
URIs: http://mirror.example/debian
Suites: trixie trixie-updates
Components: main
"""
ONE_LINE = """\
deb [arch=amd64 signed-by=/key.gpg] https://other.example/tool stable main
# deb http://off.example/debian bookworm main
deb [arch=amd64] http://lines.example/debian/ bookworm main contrib
"""


@pytest.fixture
def apt(tmp_path, monkeypatch):
    (tmp_path / "sources.list.d").mkdir()
    monkeypatch.setattr(debian_archive, "APT", tmp_path)
    return tmp_path


def test_mirror_of_the_newer_format(apt):
    (apt / "sources.list.d" / "debian.sources").write_text(DEB822)
    assert debian_archive.mirror() == "http://mirror.example/debian"


def test_mirror_of_the_older_format(apt):
    (apt / "sources.list").write_text(ONE_LINE)
    assert debian_archive.mirror() == "http://lines.example/debian/"


def test_a_source_that_is_switched_off_does_not_count(apt):
    text = DEB822.replace("Types: deb\n", "Types: deb\nEnabled: no\n")
    (apt / "sources.list.d" / "debian.sources").write_text(text)
    with pytest.raises(Failure, match="ODOO_SRC"):
        debian_archive.mirror()


def test_a_broken_download_leaves_nothing(tmp_path):
    target = tmp_path / "odoo"
    with pytest.raises(RuntimeError), debian_archive.workshop(target) as work:
        (work / "root").mkdir()
        raise RuntimeError
    assert not list(tmp_path.iterdir())


def test_the_next_run_clears_what_a_killed_one_left(tmp_path):
    target = tmp_path / "odoo"
    (tmp_path / "odoo.killed" / "root").mkdir(parents=True)
    with debian_archive.workshop(target) as work:
        (work / "root").mkdir()
        (work / "root" / "whole").touch()
    assert [path.name for path in tmp_path.iterdir()] == ["odoo"]
    assert (target / "whole").exists()
