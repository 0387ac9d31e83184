# Shared by start.sh, test.sh and .ci/run: finds what the machine lacks and installs only that.
# Sourced, never run. Every sentence is said in Chinese and in English.

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
VENV_PYTHON="$ROOT/.venv/bin/python"

# What Qt's window needs beyond a bare Debian 12.
WINDOW_PACKAGES=(
    libglib2.0-0 libegl1 libgl1 libx11-6 libdbus-1-3 libfontconfig1 libxkbcommon0
    libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-render-util0 libxcb-render0
    libxcb-shape0 libxcb-util1 libxcb-xkb1 libxkbcommon-x11-0 libwayland-cursor0
)
# Beside those, for the tests: a virtual screen with a keyboard, a PDF reader, a tracer of system calls.
TEST_PACKAGES=(xvfb xauth xdotool poppler-utils strace)

say() {
    printf '%s\n%s\n' "$1" "$2" >&2
}

fail() {
    say "$1" "$2"
    exit 1
}

# The packages among "$@" that dpkg does not know as installed, one a line.
missing_packages() {
    local installed
    installed=$(dpkg-query -W -f '${Package} ${db:Status-Status}\n' "$@" 2>/dev/null | awk '$2 == "installed" { print $1 }' || true)
    local package
    for package in "$@"; do
        grep -qxF "$package" <<<"$installed" || printf '%s\n' "$package"
    done
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    else
        sudo "$@"
    fi
}

install_packages() {
    [ "$#" -gt 0 ] || return 0
    if ! command -v apt-get >/dev/null; then
        fail "缺少系统组件：$*。本脚本只会在 Debian 12 上安装，请用本机的软件管理器装好后再运行。" \
            "Missing system packages: $*. This script installs them on Debian 12 only: install them yourself, then run it again."
    fi
    if [ "$(id -u)" -ne 0 ] && ! command -v sudo >/dev/null; then
        fail "缺少系统组件：$*。请用 root 运行一次：apt-get install $*" \
            "Missing system packages: $*. Neither root nor sudo here: run once as root: apt-get install $*"
    fi
    say "正在安装系统组件：$*" "Installing system packages: $*"
    # A broken package source must not stop what the other sources can give: the install decides.
    as_root apt-get -qq update >/dev/null 2>&1 || true
    if ! as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends install "$@" </dev/null >"$ROOT/build/apt.log" 2>&1; then
        tail -n 5 "$ROOT/build/apt.log" >&2
        fail "系统组件没有装上：请检查网络和管理员密码，然后再运行一次。详情见 build/apt.log。" \
            "The system packages could not be installed: check the network and the administrator's password, then run this again. Details: build/apt.log."
    fi
}

# True for an interpreter that the locked components are made for (pyproject.toml says which) and that can make a virtual
# environment (Debian splits ensurepip off).
is_fit_python() {
    "$1" -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' >/dev/null 2>&1
}

# $JXC_PYTHON when set; else the first that is fit: one put first on the PATH (pyenv), the system's, or a versioned one.
find_python() {
    local candidate
    for candidate in ${JXC_PYTHON:-python3 /usr/bin/python3 python3.11 python3.12 python3.13 python3.14}; do
        if command -v "$candidate" >/dev/null && is_fit_python "$candidate"; then
            command -v "$candidate"
            return
        fi
    done
    return 1
}

make_environment() {
    local python
    if ! python=$(find_python); then
        # Package names hold no blanks: the list may be split.
        install_packages $(missing_packages python3 python3-venv)
        if ! python=$(find_python); then
            fail "没有找到 Python 3.11 到 3.14：请先安装（Debian 12 自带），然后再运行。" \
                "No Python from 3.11 to 3.14 was found: install one (Debian 12 brings it), then run this again."
        fi
    fi
    say "正在准备 Python 环境（.venv）……" "Making the Python environment (.venv) ..."
    "$python" -m venv --clear "$ROOT/.venv" >&2 || fail "Python 环境没有建成：请检查磁盘空间和文件夹权限。" \
        "The Python environment could not be made: check the free disk space and the rights on this folder."
}

install_requirements() {
    say "正在安装程序组件，首次需要几分钟……" "Installing the program's components: some minutes the first time ..."
    if ! "$VENV_PYTHON" -m pip --disable-pip-version-check --no-input install --quiet --require-hashes -r "$1" </dev/null >&2; then
        fail "程序组件没有装上：请检查网络和磁盘空间，然后再运行一次。" \
            "The program's components could not be installed: check the network and the free disk space, then run this again."
    fi
}

# set_up NAME REQUIREMENTS PACKAGE...: all that is missing; at once when the stamp says that nothing is.
set_up() {
    local name=$1 requirements="$ROOT/installer/$2"
    shift 2
    local stamp="$ROOT/.venv/.$name-ready" wanted
    wanted="$(sha256sum "$requirements") $*"
    if [ -x "$VENV_PYTHON" ] && [ -f "$stamp" ] && [ "$(<"$stamp")" = "$wanted" ]; then
        return 0
    fi
    if ! { mkdir -p "$ROOT/build" 2>/dev/null && [ -w "$ROOT" ] && [ -w "$ROOT/build" ]; }; then
        fail "不能写入程序文件夹：$ROOT" "The program's folder cannot be written: $ROOT"
    fi
    (
        flock 9 # a second double click waits for the first
        if command -v dpkg-query >/dev/null; then
            install_packages $(missing_packages "$@")
        else
            say "这不是 Debian 系统：系统组件请自行安装：$*" "This is not Debian: the system packages are yours to install: $*"
        fi
        # Without pip it was broken off while it was made.
        { is_fit_python "$VENV_PYTHON" && "$VENV_PYTHON" -c 'import pip' >/dev/null 2>&1; } || make_environment
        install_requirements "$requirements"
        printf '%s\n' "$wanted" >"$stamp"
    ) 9>"$ROOT/build/setup.lock" || exit 1
    say "准备完毕。" "Everything is ready."
}
