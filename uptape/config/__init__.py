"""Turns YAML into frozen settings, or into complaints with file, line and column."""
