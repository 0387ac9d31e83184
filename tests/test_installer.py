"""The start script on machines that lack things: what it says, what it installs, what it passes on.

A copy of the scripts runs in a folder of its own, on a PATH where dpkg-query, apt-get and the like are stand-ins.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

TOOLS = ["bash", "dirname", "sha256sum", "mkdir", "awk", "grep", "id", "tail", "flock", "env", "cat", "tr"]

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="shell scripts")


class Machine:
    """A folder with the scripts and a PATH that holds nothing but what a test puts there."""

    def __init__(self, folder: Path) -> None:
        self.clone, self.path = folder / "a clone", folder / "bin"
        self.path.mkdir()
        shutil.copytree(ROOT / "installer", self.clone / "installer")
        for tool in TOOLS:
            (self.path / tool).symlink_to(Path(shutil.which(tool) or "/bin/false").resolve())
        self.program("id", "echo 1000")
        self.program("dpkg-query", 'shift 2; for name in "$@"; do echo "$name installed"; done')

    def program(self, name: str, body: str) -> None:
        target = self.path / name
        target.unlink(missing_ok=True)
        target.write_text(f"#!/bin/bash\n{body}\n")
        target.chmod(0o755)

    def python(self, body: str = "exit 0") -> None:
        """A python3 whose `-m venv` makes an environment with a python that shows its arguments."""
        make = 'if [ "$2" = venv ]; then mkdir -p "$4/bin"; cp "$(dirname "$0")/shown" "$4/bin/python"; fi'
        self.program(
            "shown",
            'case "$*" in *pip*install*) echo "$*" >"$HOME/pip.log"; exit ${PIP_EXIT:-0};; *ensurepip*|*import*pip*) exit 0;; *jxc_desktop.screen) [ -n "$SCREEN" ]; exit;; esac; printf "%s|" "${QT_QPA_PLATFORM:-}" "$@"',
        )
        self.program("python3", f"{make}\n{body}")
        (self.path / "cp").symlink_to(Path(shutil.which("cp") or "/bin/cp").resolve())

    def start(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        command = [str(self.path / "bash"), str(self.clone / "installer" / "start.sh"), *arguments]
        environment = {"PATH": str(self.path), "HOME": str(self.clone), **environment}
        return subprocess.run(
            command, env=environment, capture_output=True, text=True, encoding="utf-8", timeout=20, stdin=subprocess.DEVNULL, check=False
        )

    @property
    def stamp(self) -> Path:
        return self.clone / ".venv" / ".start-ready"


@pytest.fixture
def machine(tmp_path) -> Machine:
    return Machine(tmp_path)


@pytest.fixture
def ready(machine: Machine) -> Machine:
    machine.python()
    assert machine.start("check").returncode == 0
    return machine


def test_arguments_pass_on_unchanged(ready):
    assert ready.start("check", "--shop", "a b.jxc", "").stdout == "|-m|jxc_desktop|check|--shop|a b.jxc||"


def test_a_second_run_says_nothing_and_installs_nothing(ready):
    ready.program("dpkg-query", "echo asked >&2")
    again = ready.start("check")
    assert (again.returncode, again.stderr) == (0, "")


def test_without_a_screen_the_tour_is_played_and_its_folder_named(ready):
    run = ready.start(DISPLAY=":99")  # where nobody answers
    assert run.stdout == f"offscreen|-m|jxc_desktop|--tour|--out|{ready.clone}/build/tour|"
    assert "No screen was found" in run.stderr
    assert "没有找到屏幕" in run.stderr


@pytest.mark.parametrize("out", [["--out", "x"], ["--out=x"]])
def test_a_tour_keeps_the_folder_it_was_given(ready, out):
    assert ready.start("--tour", *out).stdout == "|".join(["offscreen", "-m", "jxc_desktop", "--tour", *out, ""])


def test_a_tour_asked_for_among_other_words_is_played_without_a_screen(ready):
    run = ready.start("--language", "en", "--tour")
    assert run.stdout == f"offscreen|-m|jxc_desktop|--language|en|--tour|--out|{ready.clone}/build/tour|"


def test_a_tour_in_somebody_elses_clone_leaves_its_results_in_the_data_folder(ready):
    (ready.clone / "build" / "tour").write_text("in the way")
    assert ready.start().stdout == "offscreen|-m|jxc_desktop|--tour|"


def test_with_a_screen_the_window_opens(ready):
    assert ready.start(SCREEN="yes").stdout == "|-m|jxc_desktop|"
    assert ready.start("--tour", SCREEN="yes").stdout == "|-m|jxc_desktop|--tour|"


@pytest.mark.parametrize("arguments", [["check"], ["check", "--shop", "x"], ["--help"]])
def test_a_terminal_command_needs_no_screen(ready, arguments):
    run = ready.start(*arguments)
    assert (run.returncode, run.stderr) == (0, "")


def test_a_window_that_cannot_open_is_the_programs_to_tell(ready):
    run = ready.start("--shop", "a.jxc")
    assert (run.stdout, run.stderr) == ("|-m|jxc_desktop|--shop|a.jxc|", "")


def test_who_names_a_platform_needs_no_screen(ready):
    assert ready.start("--shop", "a.jxc", QT_QPA_PLATFORM="vnc").stdout == "vnc|-m|jxc_desktop|--shop|a.jxc|"


def test_only_what_is_missing_is_installed(machine):
    machine.python()
    machine.program("dpkg-query", 'shift 2; for name in "$@"; do [ "$name" = libegl1 ] || echo "$name installed"; done')
    machine.program("id", "echo 0")
    machine.program("apt-get", 'echo "$*" >>"$HOME/apt.log"')
    run = machine.start("check")
    installs = [line for line in (machine.clone / "apt.log").read_text().splitlines() if "install" in line]
    assert run.returncode == 0
    assert len(installs) == 1
    assert installs[0].endswith("install libegl1")


def test_a_package_that_was_removed_counts_as_missing(machine):
    machine.python()
    machine.program(
        "dpkg-query", 'shift 2; for name in "$@"; do [ "$name" = libegl1 ] && echo "$name config-files" || echo "$name installed"; done'
    )
    assert "libegl1" in machine.start("check").stderr


def test_without_root_or_sudo_it_says_what_root_should_run(machine):
    machine.python()
    machine.program("dpkg-query", "exit 1")
    machine.program("apt-get", "exit 0")
    run = machine.start("check")
    assert run.returncode == 1
    assert "Neither root nor sudo" in run.stderr
    assert "apt-get install libglib2.0-0 libegl1" in run.stderr


def test_with_sudo_it_asks_for_the_password_itself(machine):
    machine.python()
    machine.program("dpkg-query", "exit 1")
    machine.program("sudo", 'AS_ROOT=yes exec "$@"')
    machine.program("apt-get", '[ "$AS_ROOT" = yes ]')
    assert machine.start("check").returncode == 0


def test_a_package_with_a_longer_name_does_not_count(machine):
    machine.python()
    machine.program("dpkg-query", 'shift 2; for name in "$@"; do echo "${name/libegl1/libegl1-mesa} installed"; done')
    assert "Missing system packages: libegl1." in machine.start("check").stderr


def test_no_network_for_system_packages_is_said(machine):
    machine.python()
    machine.program("dpkg-query", "exit 1")
    machine.program("id", "echo 0")
    machine.program("apt-get", "exit 100")
    run = machine.start("check")
    assert (run.returncode, run.stdout) == (1, "")
    assert "check the network" in run.stderr


def test_no_network_for_components_is_said_and_the_next_run_tries_again(machine):
    machine.python()
    run = machine.start("check", PIP_EXIT="1")
    assert (run.returncode, run.stdout) == (1, "")
    assert "请检查网络和磁盘空间" in run.stderr
    assert not machine.stamp.exists()
    assert machine.start("check").stdout == "|-m|jxc_desktop|check|"


def test_an_old_python_is_said(machine):
    machine.python('case "$*" in *ensurepip*) exit 1;; esac')
    run = machine.start("check", JXC_PYTHON="python3")
    assert run.returncode == 1
    assert "No Python from 3.11 to 3.14" in run.stderr


def test_components_are_installed_only_as_locked(ready):
    call = (ready.clone / "pip.log").read_text()
    assert "--require-hashes" in call
    assert call.strip().endswith(f"-r {ready.clone}/installer/requirements.txt")


def test_an_environment_broken_off_before_pip_is_made_anew(ready):
    ready.stamp.unlink()
    (ready.clone / ".venv" / "bin" / "python").write_text("#!/bin/bash\ncase $* in *'import pip'*) exit 1;; esac\n")
    assert ready.start("check").stdout == "|-m|jxc_desktop|check|"


def test_a_folder_that_cannot_be_written_is_said(ready):
    ready.stamp.unlink()
    shutil.rmtree(ready.clone / "build")
    (ready.clone / "build").write_text("in the way")
    assert "cannot be written" in ready.start("check").stderr


@pytest.mark.parametrize(("version", "exit_code"), [((3, 10, 12), 1), ((3, 11, 0), 0), ((3, 14, 1), 0), ((3, 15, 0), 1)])
def test_a_python_is_fit_that_the_locked_components_are_made_for(machine, version, exit_code):
    """The interpreter of the tests, said to be another version, judged by the script's own line."""
    claim = f"import sys; sys.version_info = {version}; exec(sys.argv[1])"
    machine.program("python3", f"exec '{sys.executable}' -c '{claim}' \"$2\"")
    command = f"set -e; . '{machine.clone}/installer/common.sh'; is_fit_python '{machine.path}/python3'"
    assert subprocess.run(["bash", "-c", command], timeout=20, check=False).returncode == exit_code


def test_the_program_is_found_from_any_folder(ready):
    python = ready.clone / ".venv" / "bin" / "python"
    python.write_text('#!/bin/bash\necho "$PYTHONPATH"\n')
    assert ready.start("check").stdout == f"{ready.clone}\n"
    assert ready.start("check", PYTHONPATH="mine").stdout == f"{ready.clone}:mine\n"


def test_changed_requirements_are_installed(ready):
    with (ready.clone / "installer" / "requirements.txt").open("a") as stream:
        stream.write("# newer\n")
    assert "Installing the program's components" in ready.start("check").stderr
    assert hashlib.sha256((ready.clone / "installer" / "requirements.txt").read_bytes()).hexdigest() in ready.stamp.read_text()


def test_an_environment_whose_python_is_gone_is_made_anew(ready):
    (ready.clone / ".venv" / "bin" / "python").unlink()
    assert ready.start("check").stdout == "|-m|jxc_desktop|check|"


def test_the_programs_exit_code_is_the_scripts(ready):
    python = ready.clone / ".venv" / "bin" / "python"
    python.write_text("#!/bin/bash\nexit 2\n")
    assert ready.start("check").returncode == 2


def test_the_scripts_and_the_project_agree_on_the_pythons():
    said = [(ROOT / name).read_text(encoding="utf-8-sig") for name in ("installer/common.sh", "installer/start.ps1")]
    assert [text.count("(3, 11) <= sys.version_info[:2] <= (3, 14)") for text in said] == [1, 1]
    assert 'requires-python = ">=3.11,<3.15"' in (ROOT / "pyproject.toml").read_text()


def test_an_empty_stamp_is_no_stamp(ready):
    ready.stamp.write_text("")
    assert "Everything is ready." in ready.start("check").stderr
    assert ready.stamp.read_text()


def test_requirements_are_locked_by_hash():
    for name in ("requirements.txt", "requirements-dev.txt"):
        lines = (ROOT / "installer" / name).read_text().splitlines()
        pinned = [line for line in lines if line and not line.startswith((" ", "#"))]
        assert len(pinned) >= 15
        assert all("==" in line and line.endswith("\\") for line in pinned)


def test_the_windows_script_is_read_as_utf_8_by_old_powershell():
    data = (ROOT / "installer" / "start.ps1").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert b"\r\n" in data
    assert os.linesep == "\n" or data.count(b"\n") == data.count(b"\r\n")
