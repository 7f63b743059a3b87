"""One normal form per kind of value."""
