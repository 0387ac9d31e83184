"""The measured shops, opened on copies; the figures as a table when all is done."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.benchmarks import harness, shops
from tests.benchmarks.stage import Stage, on_stage


@pytest.fixture(autouse=True)
def own_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What this computer remembers is a test's own."""
    monkeypatch.setenv("JXC_DATA", str(tmp_path / "data"))


@pytest.fixture(scope="session")
def large() -> Path:
    """100,000 products, 1,000,000 sale lines; only to be read."""
    return shops.made(shops.LARGE)


@pytest.fixture(scope="session")
def two_years() -> Path:
    """As many products and sale lines over two years; only to be read."""
    return shops.made(shops.TWO_YEARS)


@pytest.fixture(scope="session")
def small() -> Path:
    """1,000 products, 10,000 sale lines; only to be read."""
    return shops.made(shops.SMALL)


@pytest.fixture
def large_copy(large: Path, tmp_path: Path) -> Path:
    """The large shop, to be written to."""
    return shops.copy_of(large, tmp_path)


@pytest.fixture
def two_years_copy(two_years: Path, tmp_path: Path) -> Path:
    """The shop of two years, to be written to."""
    return shops.copy_of(two_years, tmp_path)


@pytest.fixture
def small_copy(small: Path, tmp_path: Path) -> Path:
    """The small shop, to be written to."""
    return shops.copy_of(small, tmp_path)


@pytest.fixture
def stage(large_copy: Path) -> Iterator[Stage]:
    """The window on the large shop."""
    with on_stage(large_copy) as made:
        yield made


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The figures, once benchmarks were asked for."""
    if terminalreporter.config.getoption("--benchmarks"):
        terminalreporter.section("figures")
        terminalreporter.write_line(harness.table())
