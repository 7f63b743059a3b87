"""One reader per kind of mail body."""
