"""Turns the facts of an alert into the text that a person reads."""
