#!/usr/bin/env bash
# Opens the shop; the first run installs what is missing. `bash installer/start.sh check --shop F` runs a terminal command.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

set_up start requirements.txt "${WINDOW_PACKAGES[@]}"
export PYTHONPATH="$ROOT${PYTHONPATH:+:$PYTHONPATH}"

has_screen() {
    [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]
}

if ! has_screen && [ "${1:---tour}" = --tour ]; then
    [ "$#" -gt 0 ] || set -- --tour
    case " $* " in
        *" --out "* | *" --out="*) ;;
        *) set -- "$@" --out "$ROOT/build/tour" ;;
    esac
    say "没有找到屏幕：改为在后台演示一遍，结果保存到下面的文件夹。" \
        "No screen was found: the tour is played without one, and leaves its results in the folder named below."
    export QT_QPA_PLATFORM=offscreen
elif ! has_screen && [ -z "${QT_QPA_PLATFORM:-}" ] && [[ "$1" = --* && "$1" != --help ]]; then
    # Options first, no command: a window is wanted.
    fail "没有找到屏幕，窗口打不开。请在桌面上运行；终端命令不需要屏幕。" \
        "No screen was found, so no window can open. Run this on the desktop; terminal commands need no screen."
fi
exec "$VENV_PYTHON" -m jxc_desktop "$@"
