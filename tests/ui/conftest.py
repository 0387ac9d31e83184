"""Widgets are tested offscreen, with the shipped fonts and a data folder of their own."""

import gc
import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from jxc_desktop.ui import jobs, theme


@pytest.fixture(autouse=True)
def own_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What this computer remembers is a test's own."""
    monkeypatch.setenv("JXC_DATA", str(tmp_path / "data"))


@pytest.fixture(scope="session")
def dressed(qapp: QApplication) -> Iterator[QApplication]:
    """The application in the light theme. Offscreen, Qt dies at the end over what lies on the clipboard: it is emptied."""
    theme.apply_theme(qapp, "light")
    yield qapp
    qapp.clipboard().clear()


@pytest.fixture(autouse=True)
def light(dressed: QApplication) -> None:
    """Each test begins in the light theme at 100 %."""
    if (theme.choice(), theme.zoom_percent()) != ("light", 100):
        theme.apply_theme(dressed, "light")


@pytest.fixture(autouse=True)
def cycles_on_this_thread(qapp: QApplication) -> Iterator[None]:
    """As in the program, no other thread looks for cycles, and no job of one test runs into the next."""
    gc.disable()
    yield
    assert jobs.stop_all()
    gc.enable()
