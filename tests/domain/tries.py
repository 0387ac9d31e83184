"""How many cases a property is tried on: few in a plain run, many with `--release` (F23, rounding: a hundred thousand)."""

import sys

from hypothesis import HealthCheck, settings

IS_RELEASE = "--release" in sys.argv


MANY, OF_ROUNDING = 10_000, 100_000


def tries(few: int, many: int = MANY) -> settings:
    """Settings for a property test."""
    return settings(max_examples=many if IS_RELEASE else few, deadline=None, suppress_health_check=[HealthCheck.too_slow])
