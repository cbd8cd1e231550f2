"""Which stages there are, and which of them a command line asks for."""

from functools import partial
from pathlib import Path

from tools import addons, paths
from tools.console import Failure
from tools.stages import checks, lifecycle, suites
from tools.testing import Stage


def stages():
    """All stages; the long ones first, so that both workers stay busy."""
    return [
        Stage("install", lifecycle.install),
        Stage("demo", lifecycle.demo),
        Stage("core", suites.core, needs=["install"]),
        Stage("addon", suites.addon, needs=["install"]),
        Stage("e2e", suites.e2e, needs=["demo"]),
        Stage("bridges", lifecycle.bridges, needs=["install"]),
        Stage("bridge_tests", suites.bridge_tests, needs=["bridges"]),
        Stage("providers", suites.providers, needs=["install"]),
        Stage("test_lint", suites.test_lint, needs=["install"]),
        Stage("uninstall", lifecycle.uninstall, needs=["demo"]),
        Stage("upgrade", lifecycle.upgrade, needs=["demo"]),
        Stage("translations", lifecycle.translations, needs=["install", "bridges"]),
        Stage("lint", checks.lint_stage),
        Stage("unit", suites.unit),
        Stage("licences", checks.licences),
        Stage("count", checks.count),
    ]


def choose(arguments):
    """Stages to run, what is passed on to pytest, and whether to show it live.

    ./dev test                          everything
    ./dev test pr_office/tests/x.py     these tests, on a clone of the template
    ./dev test --only lint,addon        these stages
    Anything else, such as -k NAME or -x, goes to pytest.
    """
    words = list(arguments)
    only = _only(words)
    targets = [word for word in words if _exists(word)]
    options = [word for word in words if word not in targets]
    if targets:
        chosen = _for_paths(targets)
        return chosen, options, len(chosen) == 1
    every = stages()
    if only:
        unknown = set(only) - {stage.name for stage in every}
        if unknown:
            known = ", ".join(stage.name for stage in every)
            raise Failure(f"No stage {', '.join(unknown)}. There are: {known}.")
        return [stage for stage in every if stage.name in only], options, False
    return every, options, False


def _only(words):
    """Take `--only NAME,NAME` out of the words."""
    for position, word in enumerate(words):
        if word.startswith("--only"):
            value = word.partition("=")[2]
            del words[position]
            if not value and position < len(words):
                value = words.pop(position)
            return value.split(",")
    return []


def _exists(word):
    return not word.startswith("-") and Path(word.split("::")[0]).exists()


def _for_paths(targets):
    """The stage that each path belongs to."""
    groups = {}
    for target in targets:
        path = Path(target.split("::")[0]).resolve()
        groups.setdefault(_stage_of(path), []).append(_whole(path, target))
    return [
        Stage(name, partial(getattr(suites, name), targets=found))
        for name, found in groups.items()
    ]


def _stage_of(path):
    if path.is_relative_to(suites.UNIT):
        return "unit"
    if path.is_relative_to(suites.END_TO_END):
        return "e2e"
    if path.is_relative_to(suites.PROVIDERS):
        return "providers"
    for name in addons.names():
        if path.is_relative_to(paths.ROOT / name):
            return "bridge_tests" if name in addons.bridges() else "addon"
    raise Failure(f"{path} belongs to no tests: neither an addon's nor tests/.")


def _whole(path, target):
    """An addon's folder stands for its tests."""
    if path.parent == paths.ROOT and path.name in addons.names():
        return str(path / "tests")
    return target
