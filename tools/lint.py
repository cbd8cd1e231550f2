"""./dev lint: everything that can be said of the code without running it."""

import re
import shutil
import subprocess
from functools import partial

from tools import addons, paths, python_env, xml_format
from tools.console import Failure, run, say, step

AUTHOR = "pr_office contributors"
LICENCE = "LGPL-3"
VERSION = re.compile(r"19\.0\.\d+\.\d+\.\d+")

# What belongs to the machine of whoever wrote it, never into the project. The odd
# brackets keep this file from finding itself.
FORBIDDEN = {
    r"pypi[.]org|pythonhosted[.]org|deb[.]debian[.]org|npmjs[.](?:org|com)": (
        "names a package registry: the machine's own settings do that"
    ),
    r"(?<![\w.])/(?:wor[k]|roo[t])/": "names a folder of one machine",
}
# Prettier as OCA's template configures it; only for repairs, the check is our own.
PRETTIER = ["prettier@3.6.2", "@prettier/plugin-xml@3.4.2"]
PRETTIER_OPTIONS = ["--print-width=88", "--xml-whitespace-sensitivity=preserve"]


def checks(fix=False):
    """(name, function) of every check; a function returns a list of problems."""
    programs = python_env.ensure_lint()
    ruff = programs / "ruff"
    repair = ["--fix"] if fix else []
    every = [
        ("ruff", partial(_program, [ruff, "check", "--quiet", *repair, "."])),
        ("ruff format", partial(_program, _ruff_format(ruff, fix))),
        ("xml", _xml),
        ("manifests", _manifests),
        ("shell", _shell),
        ("machine names", _forbidden),
    ]
    names = addons.names()
    if names:
        pylint = [programs / "pylint", "--rcfile=.pylintrc", "--jobs=2", *names]
        manifests = [f"{name}/__manifest__.py" for name in names]
        module = [programs / "oca-checks-odoo-module", *repair, *manifests]
        every += [
            ("pylint-odoo", partial(_program, pylint)),
            ("oca module", partial(_program, module)),
        ]
    catalogues = [
        path.relative_to(paths.ROOT) for path in sorted(paths.ROOT.glob("*/i18n/*.po*"))
    ]
    if catalogues:
        words = [programs / "oca-checks-po", *catalogues]
        every.append(("oca po", partial(_program, words)))
    return every


def main(arguments):
    fix = "--fix" in arguments
    if fix:
        _prettier()
    bad = 0
    every = checks(fix)
    for name, check in every:
        found = check()
        if found:
            bad += 1
            say(f"\n== {name}\n" + "\n".join(found))
    say(f"{len(every) - bad} of {len(every)} checks passed")
    return 1 if bad else 0


def _ruff_format(ruff, fix):
    return [ruff, "format", "--quiet", *([] if fix else ["--diff"]), "."]


def _program(words):
    """Run a checker; what it prints when it is not content is the problem."""
    done = subprocess.run(
        [str(word) for word in words],
        cwd=paths.ROOT,
        env=python_env.clean_environment() | {"NO_COLOR": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if not done.returncode:
        return []
    text = re.sub(r"\x1b\[[\d;]*m", "", done.stdout).strip()
    return [re.sub(r"\n{2,}", "\n", text) or f"exit code {done.returncode}"]


def project_files():
    """Files that are, or could be, committed."""
    words = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    if shutil.which("git") and (paths.ROOT / ".git").exists():
        done = subprocess.run(words, cwd=paths.ROOT, capture_output=True, text=True)
        if not done.returncode:
            found = {paths.ROOT / name for name in done.stdout.split("\0") if name}
            return sorted(path for path in found if path.is_file())
    hidden = {".dev", ".git", "node_modules", "__pycache__"}
    return [
        path
        for path in sorted(paths.ROOT.rglob("*"))
        if path.is_file() and not hidden & set(path.relative_to(paths.ROOT).parts)
    ]


def _xml():
    found = []
    for name in addons.names():
        for path in addons.files(name):
            if path.suffix == ".xml":
                found += xml_format.problems(path)
    return [text.replace(f"{paths.ROOT}/", "") for text in found]


def _manifests():
    found = []
    for name in addons.names():
        manifest = addons.manifest(name)
        wanted = {"author": AUTHOR, "license": LICENCE}
        for key, value in wanted.items():
            if manifest.get(key) != value:
                found.append(f"{name}: {key} is not {value!r}")
        if not VERSION.fullmatch(manifest.get("version", "")):
            found.append(f"{name}: version is not 19.0.x.y.z")
        for key in ("data", "demo"):
            for path in manifest.get(key, []):
                if not (paths.ROOT / name / path).is_file():
                    found.append(f"{name}: {key} names {path}, which is missing")
    return found


def _shell():
    found = []
    for shell, script in (("sh", "dev"), ("bash", ".ci/run")):
        path = paths.ROOT / script
        if not shutil.which(shell) or not path.exists():
            continue
        done = subprocess.run([shell, "-n", path], capture_output=True, text=True)
        found += done.stderr.splitlines()
    return found


def _forbidden():
    found = []
    for path in project_files():
        data = path.read_bytes()
        if b"\0" in data:
            continue
        for number, line in enumerate(data.decode(errors="replace").splitlines(), 1):
            for pattern, reason in FORBIDDEN.items():
                if re.search(pattern, line):
                    place = path.relative_to(paths.ROOT)
                    found.append(f"{place}:{number}: {reason}")
    return found


def _prettier():
    """Reformat XML where npm is at hand."""
    if not shutil.which("npm"):
        say("XML is not reformatted: that needs npm.")
        return
    folder = paths.STATE / "prettier"
    program = folder / "node_modules" / ".bin" / "prettier"
    if not program.exists():
        folder.mkdir(parents=True, exist_ok=True)
        with step("prettier: installing"):
            words = ["npm", "install", "--silent", "--prefix", folder, *PRETTIER]
            run(words, "npm could not install prettier.", cwd=folder)
    files = [
        path
        for name in addons.names()
        for path in addons.files(name)
        if path.suffix == ".xml"
    ]
    if files:
        words = [program, "--write", "--log-level=warn", *PRETTIER_OPTIONS]
        plugin = folder / "node_modules" / "@prettier" / "plugin-xml"
        words += ["--tab-width=4", f"--plugin={plugin / 'src' / 'plugin.js'}", *files]
        try:
            run(words, "prettier failed.", cwd=folder)
        except Failure as failure:
            say(str(failure))
