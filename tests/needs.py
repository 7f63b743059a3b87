"""Marks tests that need a system program: skipped where it is missing, except in CI, where its absence is a failure."""

from __future__ import annotations

import os
import shutil

import pytest


def needs(*programs: str) -> pytest.MarkDecorator:
    """Skips a test where one of `programs` is not installed; with CI=true in the environment it runs, and fails."""
    missing = [program for program in programs if shutil.which(program) is None]
    in_ci = os.environ.get("CI", "").lower() in {"1", "true", "yes"}
    return pytest.mark.skipif(bool(missing) and not in_ci, reason=f"not installed: {', '.join(missing)}")
