"""Packages of Debian's archive, unpacked into a folder of ours.

Nothing is installed and the system's own apt state stays as it is. apt verifies the
archive's signatures as always.
"""

import re
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path

from tools.console import Failure, run, say

APT = Path("/etc/apt")
KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")


def usable():
    return bool(shutil.which("apt-get") and shutil.which("dpkg") and KEYRING.exists())


@contextmanager
def workshop(target):
    """A folder to work in; its `root` becomes the target when all went well.

    Half-finished folders of a run that was killed are removed: the caller holds the
    lock of the target.
    """
    for folder in target.parent.glob(f"{target.name}.*"):
        shutil.rmtree(folder, ignore_errors=True)
    prefix = f"{target.name}."
    with tempfile.TemporaryDirectory(prefix=prefix, dir=target.parent) as name:
        yield Path(name)
        (Path(name) / "root").rename(target)


class Archive:
    """Debian packages from other suites, without touching the system's apt state."""

    def __init__(self, folder, suites):
        self.folder = folder
        self.debs = folder / "debs"
        (folder / "lists" / "partial").mkdir(parents=True)
        (folder / "cache" / "archives" / "partial").mkdir(parents=True)
        self.debs.mkdir()
        (folder / "status").touch()
        self.sources = folder / "debian.sources"
        self.sources.write_text(
            f"Types: deb\nURIs: {mirror()}\nSuites: {suites}\n"
            f"Components: main\nSigned-By: {KEYRING}\n"
        )

    def _apt(self, *arguments, failure):
        options = {
            "Dir::Etc::sourcelist": self.sources,
            "Dir::Etc::sourceparts": "/dev/null",
            "Dir::State::Lists": self.folder / "lists",
            "Dir::Cache": self.folder / "cache",
            "Acquire::Languages": "none",
            "Acquire::Retries": "3",
            # The download folder is private: apt's own user could not enter it.
            "APT::Sandbox::User": "root",
        }
        command = ["apt-get", "-q"]
        for name, value in options.items():
            command += ["-o", f"{name}={value}"]
        return run([*command, *arguments], failure, cwd=self.debs)

    def update(self):
        failure = "Debian's package lists could not be read. Is the network reachable?"
        strict = ["-o", "APT::Update::Error-Mode=any"]
        try:
            self._apt("update", *strict, failure=failure)
        except Failure as error:
            if "xpired" not in str(error) and "not valid" not in str(error):
                raise
            say("Debian's mirror lags: its lists are expired; using them all the same.")
            late = ["-o", "Acquire::Check-Valid-Until=false"]
            self._apt("update", *strict, *late, failure=failure)

    def download(self, packages, suite):
        failure = "A download from Debian's mirror failed. Is the network reachable?"
        self._apt(
            "download", *[f"{name}/{suite}" for name in packages], failure=failure
        )

    def download_whole(self, packages):
        """Packages with all that they depend on, as for an empty system."""
        nothing_installed = ["-o", f"Dir::State::status={self.folder / 'status'}"]
        options = ["-o", "Debug::NoLocking=1", "--no-install-recommends", "-y"]
        words = [*nothing_installed, *options, "--download-only", "install"]
        failure = "A download from Debian's mirror failed. Is the network reachable?"
        self._apt(*words, *packages, failure=failure)
        for deb in (self.folder / "cache" / "archives").glob("*.deb"):
            deb.rename(self.debs / deb.name)

    def unpack(self, root):
        root.mkdir(exist_ok=True)
        for deb in sorted(self.debs.glob("*.deb")):
            run(["dpkg", "-x", deb, root], f"{deb.name} could not be unpacked.")


def mirror():
    """The Debian mirror that this machine already uses."""
    for uri, suites in _apt_sources(APT):
        ours = not any("security" in suite for suite in suites)
        if ours and "security" not in uri and re.search(r"/debian/?$", uri):
            return uri
    raise Failure(
        "No Debian mirror in this machine's apt sources: put a source folder of "
        "Odoo 19.0 on the disk and name it, ODOO_SRC=/path/to/odoo ./dev run"
    )


def _apt_sources(folder):
    """(URI, suites) of every source that apt knows, in both of its formats."""
    for path in sorted(folder.glob("sources.list.d/*.sources")):
        yield from _stanzas(path.read_text())
    lists = [folder / "sources.list", *sorted(folder.glob("sources.list.d/*.list"))]
    for path in lists:
        if path.exists():
            yield from _one_line_sources(path.read_text())


def _stanzas(text):
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    for stanza in "\n".join(lines).split("\n\n"):
        fields = dict(re.findall(r"^([\w-]+):[ \t]*(.*)$", stanza, re.M))
        if fields.get("Enabled", "yes") != "no" and fields.get("URIs"):
            for uri in fields["URIs"].split():
                yield uri, fields.get("Suites", "").split()


def _one_line_sources(text):
    pattern = r"^deb\s+(?:\[[^\]]*\]\s*)?(\S+)\s+(\S+)"
    for match in re.finditer(pattern, text, re.M):
        yield match[1], [match[2]]
