"""Turns the bytes of a mail into the leads it holds."""
