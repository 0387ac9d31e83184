"""Where things are, and how the program is named to who types."""

from pathlib import Path

import pytest

from jxc_desktop import paths


def test_the_command_that_is_named_is_there():
    command = paths.command().removeprefix("bash ").replace("\\", "/")
    assert (Path(__file__).parents[1] / command).is_file()


@pytest.mark.parametrize("beside", ["", "installer"])
def test_an_installed_program_is_named_by_its_own_command(tmp_path, monkeypatch, beside):
    """Beside it may stand a package that only happens to be called installer."""
    (tmp_path / "site" / "jxc_desktop").mkdir(parents=True)
    (tmp_path / "site" / beside).mkdir(exist_ok=True)
    monkeypatch.setattr(paths, "__file__", str(tmp_path / "site" / "jxc_desktop" / "paths.py"))
    assert paths.command() == "jxc-desktop"


def test_a_circle_of_links_is_its_own_name(tmp_path):
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    assert paths.real_path(tmp_path / "a") == tmp_path / "a"
