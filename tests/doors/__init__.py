"""The doors through which mail comes in, against real clients and servers."""
