#!/usr/bin/env bash
# Opens the shop; the first run installs what is missing. `bash installer/start.sh check --shop F` runs a terminal command.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

set_up start requirements.txt "${WINDOW_PACKAGES[@]}"
export PYTHONPATH="$ROOT${PYTHONPATH:+:$PYTHONPATH}"

# A window that can't open for want of a screen is the program's to tell; here the tour takes its place.
case " ${*:---tour} " in
    *" --tour "*)
        if ! "$VENV_PYTHON" -m jxc_desktop.screen; then
            [ "$#" -gt 0 ] || set -- --tour
            case " $* " in
                *" --out "* | *" --out="*) ;;
                # Where the program's folder belongs to somebody else, the user's data folder takes the results.
                *) ! mkdir -p "$ROOT/build/tour" 2>/dev/null || [ ! -w "$ROOT/build/tour" ] || set -- "$@" --out "$ROOT/build/tour" ;;
            esac
            say "没有找到屏幕：改为在后台演示一遍，结果保存到下面的文件夹。" \
                "No screen was found: the tour is played without one, and leaves its results in the folder named below."
            export QT_QPA_PLATFORM=offscreen
        fi
        ;;
esac
exec "$VENV_PYTHON" -m jxc_desktop "$@"
