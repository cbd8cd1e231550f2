"""wkhtmltopdf and wkhtmltoimage, which Odoo prints with: the system's, or Debian 12's
in the cache.

Debian 13 has dropped it. There, and where we may not install packages, Debian 12's
build is unpacked with every library it needs, its own C library among them.
"""

import functools
import os
import shutil

from tools import debian_archive, paths
from tools.console import Failure, say, step
from tools.locks import locked
from tools.system_packages import has_candidate, install, is_root

RECIPE = 3
PROGRAMS = ("wkhtmltopdf", "wkhtmltoimage")
WRAPPER = """\
#!/bin/sh
# Debian 12's wkhtmltopdf with Debian 12's libraries, whatever the system has.
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
set -- "$root/usr/bin/$(basename -- "$0")" "$@"
for loader in "$root"/lib/*/ld-linux-*.so.*; do
    name=$(basename "$(dirname "$loader")")
done
libraries=$root/usr/lib/$name:$root/lib/$name:$root/usr/lib/$name/pulseaudio
export QT_PLUGIN_PATH="$root/usr/lib/$name/qt5/plugins" QT_QPA_PLATFORM=offscreen
export FONTCONFIG_FILE="$root/fonts.conf"
exec "$loader" --library-path "$libraries" "$@"
"""
FONTS = """\
<?xml version="1.0" encoding="UTF-8" ?>
<fontconfig>
    <dir>/usr/share/fonts</dir>
    <dir prefix="relative">usr/share/fonts</dir>
    <cachedir prefix="xdg">fontconfig</cachedir>
    <alias binding="same">
        <family>serif</family>
        <prefer><family>DejaVu Serif</family></prefer>
    </alias>
    <alias binding="same">
        <family>monospace</family>
        <prefer><family>DejaVu Sans Mono</family></prefer>
    </alias>
    <match target="pattern">
        <edit name="family" mode="append_last"><string>DejaVu Sans</string></edit>
    </match>
</fontconfig>
"""


def folders():
    """Folders to put on PATH, so that Odoo finds the program."""
    return [str(_tree() / "bin")] if _tree().exists() else []


def _tree():
    return paths.cache() / f"wkhtmltopdf-r{RECIPE}"


def ensure():
    """Have the program, or say in one line that there will be no PDF."""
    if shutil.which("wkhtmltopdf") or _tree().exists():
        return True
    try:
        if is_root() and has_candidate("wkhtmltopdf"):
            install(["wkhtmltopdf"])
        else:
            _fetch()
        return True
    except Failure as failure:
        _tell(str(failure).strip().splitlines()[-1])
        return False


@functools.cache
def _tell(reason):
    say(f"PDF is not available: wkhtmltopdf could not be had. {reason}")


def _fetch():
    if not debian_archive.usable():
        raise Failure("This is not a Debian system: install wkhtmltopdf yourself.")
    with locked(paths.cache() / "wkhtmltopdf.lock", purpose="wkhtmltopdf"):
        if _tree().exists():
            return
        paths.need_disk(paths.cache(), 800, "wkhtmltopdf")
        with debian_archive.workshop(_tree()) as work, step("PDF: wkhtmltopdf"):
            apt = debian_archive.Archive(work / "apt", "bookworm")
            apt.update()
            apt.download_whole(["wkhtmltopdf", "fonts-dejavu-core"])
            apt.unpack(work / "root")
            _complete(work / "root")


def _complete(root):
    (root / "fonts.conf").write_text(FONTS)
    (root / "bin").mkdir(exist_ok=True)
    for name in PROGRAMS:
        program = root / "bin" / name
        program.write_text(WRAPPER)
        os.chmod(program, 0o755)
