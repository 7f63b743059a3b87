"""uptape: the daemon between lead sites and salespeople."""

__version__ = "0.1.0"
