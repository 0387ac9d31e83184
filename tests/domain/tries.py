"""How many cases a property is tried on: few in a plain run, ten thousand each with `--release`."""

import sys

from hypothesis import HealthCheck, settings

IS_RELEASE = "--release" in sys.argv


def tries(few: int) -> settings:
    """Settings for a property test."""
    return settings(max_examples=10_000 if IS_RELEASE else few, deadline=None, suppress_health_check=[HealthCheck.too_slow])
