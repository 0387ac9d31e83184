"""Long work beside the window: results come back, errors are shown, the window stays quick; drafts are saved in order."""

import gc
import sys
import threading

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QThread

from jxc_desktop.domain.errors import ShopError
from jxc_desktop.ui import jobs, trouble


@pytest.fixture
def owner(dressed):
    return QObject()


@pytest.fixture
def reported(monkeypatch):
    errors: list[BaseException] = []
    monkeypatch.setattr(trouble, "report", errors.append)
    return errors


def destroy(thing):
    thing.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_the_result_comes_back_on_the_ui_thread(qtbot, owner):
    seen: list[object] = []
    main = QThread.currentThread()
    job = jobs.run(
        lambda control: QThread.currentThread() is main,
        title="Import",
        owner=owner,
        done=lambda was_main: seen.append((was_main, QThread.currentThread() is main)),
    )
    with qtbot.waitSignal(job.finished, timeout=2000):
        pass
    assert seen == [(False, True)]


def test_an_error_goes_to_failed(qtbot, owner, reported):
    seen: list[object] = []
    job = jobs.run(lambda control: 1 // 0, title="Import", owner=owner, failed=seen.append)
    with qtbot.waitSignal(job.finished, timeout=2000):
        pass
    assert [type(error) for error in seen] == [ZeroDivisionError]
    assert reported == []


def test_an_error_nobody_waits_for_goes_to_trouble(qtbot, owner, reported):
    job = jobs.run(lambda control: 1 // 0, title="Import", owner=owner)
    with qtbot.waitSignal(job.finished, timeout=2000):
        pass
    assert [type(error) for error in reported] == [ZeroDivisionError]


def test_nothing_is_delivered_to_an_owner_that_is_gone(qtbot, owner, reported):
    seen: list[object] = []
    may_end = threading.Event()
    job = jobs.run(lambda control: may_end.wait(2), title="Import", owner=owner, done=seen.append, progress=lambda *_: seen.append(1))
    destroy(owner)
    with qtbot.waitSignal(job.finished, timeout=2000):
        may_end.set()
    assert (seen, reported, job.control.cancelled()) == ([], [], True)


class Held:
    """Something a job's work, answer or error holds, as a dialog's widgets are held; it notes on which thread it is freed."""

    def __init__(self, freed_on):
        self._freed_on = freed_on

    def __del__(self):
        self._freed_on.append(threading.current_thread())


def held_by(how, freed_on):
    held = Held(freed_on)

    def work(_control):
        if how == "error":
            raise ShopError(str(held))
        return held if how == "answer" else str(held)

    return work


@pytest.mark.parametrize("how", ["work", "answer", "error"])
def test_what_a_job_holds_is_freed_on_the_ui_thread(qtbot, reported, how):
    freed_on: list[threading.Thread] = []
    for _round in range(50):  # which thread lets go last is a race when both hold it
        gone = QObject()
        jobs.run(held_by(how, freed_on), title="Import", owner=gone)
        destroy(gone)
        while jobs.running():
            QCoreApplication.processEvents()
    gc.collect()
    assert freed_on == [threading.main_thread()] * 50


def test_a_job_is_cancelled_at_its_next_check(qtbot, owner, reported):
    begun, may_go_on = threading.Event(), threading.Event()

    def work(control):
        begun.set()
        may_go_on.wait(2)
        control.check()
        return "done"

    seen: list[object] = []
    job = jobs.run(work, title="Import", owner=owner, done=seen.append)
    begun.wait(2)
    job.cancel()
    with qtbot.waitSignal(job.finished, timeout=2000):
        may_go_on.set()
    assert (seen, reported) == ([], [])


def test_progress_is_throttled_and_its_end_is_told(qtbot, owner):
    seen: list[object] = []

    def work(control):
        for number in range(10_001):
            control.progress(number / 10_000, str(number))

    job = jobs.run(work, title="Import", owner=owner, progress=lambda fraction, text: seen.append(fraction))
    with qtbot.waitSignal(job.finished, timeout=5000):
        pass
    assert seen[-1] == 1
    assert len(seen) < 200


def test_the_switch_interval_is_short_only_while_jobs_run(qtbot, owner):
    before, may_end = sys.getswitchinterval(), threading.Event()
    job = jobs.run(lambda control: may_end.wait(2), title="Import", owner=owner)
    assert sys.getswitchinterval() == pytest.approx(jobs.SWITCH_SECONDS)
    with qtbot.waitSignal(job.finished, timeout=2000):
        may_end.set()
    assert sys.getswitchinterval() == pytest.approx(before)


def compute_until_cancelled(control):
    count = 0
    while not control.cancelled():
        count += 1
    return count


def test_all_jobs_are_stopped_at_the_end(owner):
    jobs.run(compute_until_cancelled, title="Import", owner=owner)
    assert jobs.stop_all(5)
    QCoreApplication.processEvents()
    assert jobs.running() == []


@pytest.fixture
def writer():
    made = jobs.Latest()
    yield made
    made.close()


def test_the_latest_version_wins(writer):
    done, begun, may_go_on = [], threading.Event(), threading.Event()
    writer.submit("draft", lambda: begun.set() or may_go_on.wait(20))  # type: ignore[func-returns-value]
    assert begun.wait(20)
    for version in (2, 3, 4):
        writer.submit("draft", lambda version=version: done.append(version))
    assert not writer.is_done("draft")
    may_go_on.set()
    assert writer.wait("draft")
    assert done[-1] == 4
    assert 3 not in done


def test_keys_do_not_push_each_other_out(writer):
    done = []
    for key in "abc":
        writer.submit(key, lambda key=key: done.append(key))
    assert writer.flush()
    assert done == ["a", "b", "c"]


def test_waiting_has_an_end(writer):
    may_go_on = threading.Event()
    writer.submit("draft", lambda: may_go_on.wait(2))
    assert not writer.wait("draft", 0.01)
    may_go_on.set()
    assert writer.wait("draft")


def test_an_error_in_saving_reaches_who_waits_and_the_thread_goes_on(writer, reported):
    writer.submit("draft", lambda: 1 // 0)
    with pytest.raises(ZeroDivisionError):
        writer.wait("draft")
    writer.submit("draft", lambda: None)
    assert writer.wait("draft")
    assert len(reported) == 1


def test_nothing_asked_is_nothing_to_wait_for(writer):
    assert writer.wait("draft", 0)
    assert writer.flush(0)


def test_the_thread_has_a_name_and_ends():
    drafts = jobs.Latest("drafts of a test")
    names = []
    drafts.submit("draft", lambda: names.append(threading.current_thread().name))
    assert drafts.close()
    assert names == ["drafts of a test"]
    assert "drafts of a test" not in [thread.name for thread in threading.enumerate()]


def test_what_a_dropped_job_answers_or_fails_at_is_told_to_nobody(qtbot, owner, reported):
    """The answer comes after another one was asked for: it would stand under the other's name."""
    seen: list[object] = []
    may_end = threading.Event()

    def late(_control):
        may_end.wait(5)
        return "late"

    def fails(_control):
        may_end.wait(5)
        raise OSError

    dropped = [jobs.run(work, title="Read", owner=owner, done=seen.append) for work in (late, fails)]
    for job in dropped:
        job.drop()
    may_end.set()
    for job in dropped:
        qtbot.waitUntil(lambda job=job: not job.is_running)
    assert (seen, reported) == ([], [])
