"""What the developer is told when the machine is not as it should be."""

import os
import shutil
import socket
import subprocess
import sys

import pytest

from tools import console, odoo_source, paths, python_env, server, system_packages
from tools.console import Failure


@pytest.fixture
def bare_path(tmp_path):
    """A PATH with a few basic programs and no Python, as a bare system has."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("sh", "dirname", "mktemp", "cat", "rm"):
        (folder / name).symlink_to(shutil.which(name))
    return folder


def program(folder, name, text):
    path = folder / name
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


def dev(folder):
    # The script tries /usr/bin/python3 too: this copy must not find it.
    script = folder.parent / "dev"
    text = (paths.ROOT / "dev").read_text().replace("/usr/bin/python3", "nothing")
    script.write_text(text)
    return subprocess.run(
        [folder / "sh", script, "run"],
        env={"PATH": str(folder)},
        capture_output=True,
        text=True,
    )


def test_without_python_the_command_to_install_it_is_named(bare_path):
    program(bare_path, "id", "echo 1000")
    done = dev(bare_path)
    assert done.returncode == 1
    assert "sudo apt-get install python3 python3-venv" in done.stderr


def test_root_installs_python_itself(bare_path):
    program(bare_path, "id", "echo 0")
    program(bare_path, "apt-get", f'echo "$@" >> {bare_path}/calls')
    dev(bare_path)
    calls = (bare_path / "calls").read_text()
    assert "install -y --no-install-recommends python3 python3-venv" in calls


def test_when_apt_fails_its_own_words_are_shown(bare_path):
    program(bare_path, "id", "echo 0")
    program(bare_path, "apt-get", "echo no network; exit 100")
    done = dev(bare_path)
    assert done.returncode == 1
    assert "no network" in done.stderr
    assert "could not install" in done.stderr


def test_python_too_old(bare_path):
    program(bare_path, "id", "echo 1000")
    program(bare_path, "python3", '[ "$1" = --version ] && echo Python 3.9.2; exit 1')
    done = dev(bare_path)
    assert done.returncode == 1
    assert "Python 3.10 to 3.13" in done.stderr
    assert "Found: Python 3.9.2" in done.stderr


def test_python_too_new(monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 14, 1))
    with pytest.raises(Failure, match="this is 3.14.1"):
        python_env.check_python()


def test_busy_port(monkeypatch):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        monkeypatch.setenv("PR_OFFICE_PORT", str(other.getsockname()[1]))
        with pytest.raises(Failure, match="PR_OFFICE_PORT=8070"):
            server._check_port()


def test_no_disk(tmp_path):
    with pytest.raises(Failure, match="Not enough disk for Odoo"):
        paths.need_disk(tmp_path, 10**9, "Odoo")


def test_missing_packages_when_not_root(monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(Failure, match="sudo apt-get update && sudo apt-get install"):
        system_packages.install(["chromium"])


def test_odoo_src_of_another_version(tmp_path, monkeypatch):
    (tmp_path / "odoo").mkdir()
    release = tmp_path / "odoo" / "release.py"
    release.write_text("version_info = (18, 0, 0, FINAL, 0, '')\n")
    monkeypatch.setenv("ODOO_SRC", str(tmp_path))
    with pytest.raises(Failure, match="is Odoo 18.0; pr_office needs 19.0"):
        odoo_source.find()


def test_odoo_src_without_odoo(tmp_path, monkeypatch):
    monkeypatch.setenv("ODOO_SRC", str(tmp_path))
    with pytest.raises(Failure, match="holds no Odoo"):
        odoo_source.find()


def test_a_failing_command_shows_the_end_of_what_it_said():
    with pytest.raises(Failure, match="the cause\n\nIt did not work"):
        console.run(["sh", "-c", "echo the cause; exit 3"], "It did not work.")
