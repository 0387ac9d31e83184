#!/usr/bin/env bash
# Runs the tests, all of them unless told which; the first run installs what is missing.
#   bash installer/test.sh [tests/domain] [--release]     bash installer/test.sh --benchmarks
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

set_up test requirements-dev.txt "${WINDOW_PACKAGES[@]}" "${TEST_PACKAGES[@]}"
export QT_QPA_PLATFORM="${QT_QPA_PLATFORM:-offscreen}"
cd "$ROOT"

case " $* " in
    # Measured figures: one process, so that nothing competes with what is measured.
    *" --benchmarks "*) exec "$VENV_PYTHON" -m pytest tests/benchmarks "$@" ;;
    # A process that dies fails its test; begun anew it would die there again and the run would never end.
    *) exec "$VENV_PYTHON" -m pytest -n 2 --dist loadfile --max-worker-restart=0 "$@" ;;
esac
