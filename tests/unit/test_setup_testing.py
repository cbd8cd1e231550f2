"""./dev test itself: what it runs, in which order, and what it counts."""

import multiprocessing

import pytest

from tools import locks, logs, paths, testing
from tools.console import Failure
from tools.stages import catalogue, suites
from tools.testing import Outcome, Run, Stage


class NoWork:
    folder = paths.LOGS

    def stop(self):
        pass


def run(*stages):
    Run(list(stages), NoWork())()
    return {stage.name: stage.outcome for stage in stages}


def test_a_stage_waits_for_those_it_needs():
    order = []

    def stage(name, needs=()):
        def work(_work):
            order.append(name)
            return Outcome(1)

        return Stage(name, work, needs)

    run(stage("last", ["first", "middle"]), stage("middle", ["first"]), stage("first"))
    assert order == ["first", "middle", "last"]


def test_what_needs_a_failed_stage_is_not_run():
    found = run(
        Stage("install", lambda work: Outcome(failed=1)),
        Stage("addon", lambda work: Outcome(1), ["install"]),
    )
    assert found["addon"].failed == 1
    assert found["addon"].note == "not run: install failed"


def test_an_error_in_a_stage_is_a_failure_and_the_others_go_on():
    def broken(_work):
        raise ValueError("odd")

    found = run(Stage("broken", broken), Stage("other", lambda work: Outcome(2)))
    assert (found["broken"].failed, found["other"].passed) == (1, 2)
    assert "odd" in found["broken"].report


def test_counts_tests_and_not_their_subtests(tmp_path):
    report = tmp_path / "report.xml"
    report.write_text(
        '<testsuites><testsuite tests="900"><testcase name="a"/>'
        '<testcase name="b"><failure/><failure/></testcase>'
        '<testcase name="c"><skipped/></testcase></testsuite></testsuites>'
    )
    found = suites._count(report)
    assert (found.passed, found.failed, found.skipped) == (1, 1, 1)


def test_a_path_chooses_its_stage():
    stages, options, live = catalogue.choose(["tests/unit", "-k", "name"])
    assert [stage.name for stage in stages] == ["unit"]
    assert options == ["-k", "name"]
    assert live


def test_only_named_stages():
    stages, _options, live = catalogue.choose(["--only", "lint,unit"])
    assert {stage.name for stage in stages} == {"lint", "unit"}
    assert not live


def test_an_unknown_stage_names_those_that_exist():
    with pytest.raises(Failure, match="No stage linnt. There are: install"):
        catalogue.choose(["--only=linnt"])


def test_leftovers_are_those_of_runs_that_ended():
    assert not testing._is_test_run("999999999")
    assert not testing._is_test_run("nonsense")


def test_core_deprecations_are_expected_and_ours_are_not():
    line = "2026-01-01 10:00:00,000 1 WARNING db py.warnings: {}/x.py:1: Deprecation"
    assert not logs.problems(line.format("/usr/lib/python3/dist-packages/odoo"))
    assert logs.problems(line.format(paths.ROOT / "pr_office"))


def test_an_error_comes_with_its_traceback():
    log = (
        "2026-01-01 10:00:00,000 1 ERROR db odoo.modules: broken\n"
        "Traceback (most recent call last):\n"
        '  File "x.py", line 1\n'
        "2026-01-01 10:00:00,000 1 INFO db odoo.modules: fine\n"
    )
    assert len(logs.problems(log)) == 3


def _hold(path, ready, done):
    with locks.locked(path):
        ready.set()
        done.wait(30)


def test_a_lock_keeps_other_processes_out(tmp_path):
    path = tmp_path / "lock"
    ready, done = multiprocessing.Event(), multiprocessing.Event()
    other = multiprocessing.Process(target=_hold, args=(path, ready, done))
    other.start()
    try:
        assert ready.wait(30)
        assert not locks.free(path)
    finally:
        done.set()
        other.join()
    assert locks.free(path)
