#!/usr/bin/env bash
# Remakes the two requirements files from pyproject.toml. Development only: needs uv and the network.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

uv lock "$@"
uv export --quiet --format requirements-txt --no-emit-project --no-dev >installer/requirements.txt
uv export --quiet --format requirements-txt --no-emit-project >installer/requirements-dev.txt
# The lock file carries registry addresses: it stays out of the repository (.gitignore).
