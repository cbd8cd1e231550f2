"""Licences of what the addons need at run time (run inside the environment).

The addons are LGPL-3: a library under the GPL or AGPL would bind whoever installs
them. Test and lint tools are never installed with the addons and not looked at.
"""

import importlib.metadata
import re
import sys
from pathlib import Path

TOOLS = Path(__file__).resolve().parent
ROOTS = [TOOLS.parent / "requirements.txt", TOOLS / "odoo19-pins.txt"]

ALLOWED = re.compile(
    r"\bL-?GPL|Lesser|\bMIT\b|Expat|BSD|Apache|\bPSF|Python Software Foundation|\bMPL"
    r"|Mozilla|\bISC\b|HPND|Historical Permission|\bzlib\b|Public Domain|Unlicense"
    r"|CC0|Zope|\bZPL",
    re.IGNORECASE,
)
REFUSED = re.compile(r"\bA?GPL|Affero|(?<!Lesser )General Public License", re.I)

# Packages whose metadata does not tell, or tells more than one thing, each with what
# its licence file says.
EXCEPTIONS = {
    "docutils": "public domain and BSD; the GPL covers its Emacs mode, never loaded",
}


def required(paths):
    """Names in requirement files."""
    for path in paths:
        for line in path.read_text().splitlines():
            match = re.match(r"[A-Za-z0-9][\w.-]*", line)
            if match:
                yield match[0]


def closure(names):
    """These packages and all they need, as far as installed."""
    found, waiting = {}, list(names)
    while waiting:
        name = re.sub(r"[-_.]+", "-", waiting.pop()).lower()
        if name in found:
            continue
        try:
            package = importlib.metadata.distribution(name)
        except importlib.metadata.PackageNotFoundError:
            continue  # for another version of Python
        found[name] = package
        for text in package.requires or []:
            if "extra ==" not in text:
                waiting.append(re.match(r"[\w.-]+", text)[0])
    return found


def statements(package):
    """What a package says of its licence."""
    data = package.metadata
    if data.get("License-Expression"):
        return [data["License-Expression"]]
    found = [
        text.rpartition("::")[2].strip()
        for text in data.get_all("Classifier", [])
        if text.startswith("License ::") and not text.endswith("OSI Approved")
    ]
    # Some put the whole licence there; its first line names it.
    lines = [line for line in (data.get("License") or "").splitlines() if line.strip()]
    return found or lines[:1]


def problem(name, package):
    """Why this package may not be used, or None."""
    if name in EXCEPTIONS:
        return None
    said = statements(package)
    if not said:
        return "its metadata names no licence"
    text = "; ".join(said)
    without_lesser = re.sub(r"\bL-?GPL\S*|[^;(]*Lesser[^;]*", "", text)
    if REFUSED.search(without_lesser):
        return text
    return None if ALLOWED.search(text) else f"not a licence we know: {text}"


def main():
    packages = closure(required(ROOTS))
    bad = 0
    for name, package in sorted(packages.items()):
        reason = problem(name, package)
        if reason:
            bad += 1
            print(f"{name} {package.version}: {reason}")
    print(f"{len(packages)} run-time packages looked at, {bad} refused")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
