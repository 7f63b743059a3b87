"""Doors through which mail comes in."""
