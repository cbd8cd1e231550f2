"""./dev test: the stages that CI runs, two at a time, and a table at the end."""

import os
import shutil
import signal
import subprocess
import threading
import time
from pathlib import Path

from tools import databases, odoo_run, paths, postgres
from tools.console import Failure, say

WORKERS = 2


class Outcome:
    """What a stage found out."""

    def __init__(self, passed=0, failed=0, skipped=0, report="", note=""):
        self.passed = passed
        self.failed = failed
        self.skipped = skipped
        self.report = report  # shown when something failed
        self.note = note  # one short remark for the table

    @classmethod
    def of_problems(cls, problems, checks, note=""):
        """Of checks that each give problems as text; one check, one problem or more."""
        failed = min(len(problems), checks)
        report = "\n".join(problems)
        return cls(checks - failed, failed, report=report, note=note)


class Stage:
    def __init__(self, name, run, needs=()):
        self.name = name
        self.run = run
        self.needs = needs
        self.outcome = None
        self.seconds = 0.0


class Work:
    """What a stage works with: databases of its own, logs, commands."""

    def __init__(self, arguments=(), live=False):
        self.arguments = list(arguments)  # for pytest
        self.live = live  # output goes to the terminal as it comes
        self.folder = paths.LOGS / f"test-{os.getpid()}"
        self.folder.mkdir(parents=True, exist_ok=True)
        self._processes = set()
        self._lock = threading.Lock()

    def database(self, purpose):
        """Name of a database for this run alone; dropped when it ends."""
        return databases.name(f"test_{os.getpid()}_{purpose}")

    def command(self, words, log, environment=None):
        """Run a command; return its exit code and output."""
        path = self.folder / f"{log}.log"
        words = [str(word) for word in words]
        options = {"env": environment or odoo_run.environment()}
        if self.live:
            options["stderr"] = None
            return subprocess.run(words, **options).returncode, ""
        with open(path, "wb") as output:
            process = subprocess.Popen(
                words,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                **options,
            )
            with self._lock:
                self._processes.add(process)
            code = process.wait()
        return code, path.read_text(errors="replace")

    def stop(self):
        """End what still runs, each process by its own pid, with time to tidy up."""
        running = [one for one in self._processes if one.poll() is None]
        for process in running:
            process.send_signal(signal.SIGINT)
        for process in running:
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()

    def clean(self):
        for name in databases.names():
            if name.startswith(databases.name(f"test_{os.getpid()}_")):
                databases.drop(name)


def drop_leftovers():
    """Logs of earlier runs, and databases of those killed before the end."""
    folders = sorted(paths.LOGS.glob("test-*"), key=lambda path: path.stat().st_mtime)
    for folder in folders[:-5]:
        if not _is_test_run(folder.name.removeprefix("test-")):
            shutil.rmtree(folder, ignore_errors=True)
    prefix = databases.name("test_")
    for name in databases.names():
        owner = name.removeprefix(prefix).split("_")[0]
        if name.startswith(prefix) and not _is_test_run(owner):
            databases.drop(name)


def _is_test_run(pid):
    try:
        return b"cli.py" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


class Run:
    """Runs stages two at a time, each as soon as those it needs have succeeded."""

    def __init__(self, stages, work):
        self.stages = stages
        self.work = work
        self.waiting = list(stages)
        self.changed = threading.Condition()
        self.stopped = False

    def __call__(self):
        workers = [threading.Thread(target=self._worker) for _ in range(WORKERS)]
        for worker in workers:
            worker.daemon = True
            worker.start()
        while any(worker.is_alive() for worker in workers):
            for worker in workers:
                worker.join(0.2)

    def stop(self):
        self.stopped = True
        self.work.stop()

    def _worker(self):
        while True:
            with self.changed:
                stage = self._next()
                while stage is None:
                    if not self.waiting or self.stopped:
                        return
                    self.changed.wait(1)
                    stage = self._next()
                self.waiting.remove(stage)
            self._perform(stage)
            with self.changed:
                self.changed.notify_all()

    def _next(self):
        for stage in self.waiting:
            if all(self._finished(name) for name in stage.needs):
                return stage
        return None

    def _finished(self, name):
        needed = [stage for stage in self.stages if stage.name == name]
        return all(stage.outcome for stage in needed)

    def _broken(self, stage):
        """A needed stage that failed, so that this one could only fail too."""
        for other in self.stages:
            if other.name in stage.needs and other.outcome.failed:
                return other.name
        return None

    def _perform(self, stage):
        broken = self._broken(stage)
        if broken:
            note = f"not run: {broken} failed"
            stage.outcome = Outcome(failed=1, note=note)
            return
        started = time.monotonic()
        try:
            outcome = stage.run(self.work)
        except Failure as failure:
            outcome = Outcome(failed=1, report=str(failure))
        except Exception as error:  # a stage must not take the others with it
            outcome = Outcome(failed=1, report=f"{type(error).__name__}: {error}")
        stage.seconds = time.monotonic() - started
        stage.outcome = outcome
        self._tell(stage)

    def _tell(self, stage):
        outcome = stage.outcome
        say(f"\n== {stage.name}: {counts(outcome)}, {stage.seconds:.0f} s")
        if outcome.failed and outcome.report:
            say(outcome.report.rstrip())
            say(f"-- end of {stage.name}; logs in {self.work.folder}")


def counts(outcome):
    text = f"{outcome.passed} passed, {outcome.failed} failed"
    return text + (f", {outcome.skipped} skipped" if outcome.skipped else "")


def summary(stages, seconds):
    say(f"\n{'stage':<14}{'passed':>8}{'failed':>8}{'skipped':>9}{'seconds':>9}")
    for stage in stages:
        found = stage.outcome or Outcome(note="not run")
        say(
            f"{stage.name:<14}{found.passed:>8}{found.failed:>8}{found.skipped:>9}"
            f"{stage.seconds:>9.0f}  {found.note}"
        )
    say(f"{'in all':<39}{seconds:>9.0f}\n")


def main(arguments):
    from tools.stages import catalogue

    stages, words, live = catalogue.choose(arguments)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    started = time.monotonic()
    odoo_run.ensure(testing=True)
    drop_leftovers()
    run = Run(stages, Work(words, live))
    try:
        run()
    except KeyboardInterrupt:
        run.stop()
        say("\nStopped.")
        return 130
    finally:
        run.work.clean()
        postgres.release()
    if len(stages) > 1:
        summary(stages, time.monotonic() - started)
    outcomes = [stage.outcome for stage in stages if stage.outcome]
    passed = sum(outcome.passed for outcome in outcomes)
    failed = sum(outcome.failed for outcome in outcomes)
    print(f"{passed} passed, {failed} failed", flush=True)
    return 1 if failed or not passed else 0
