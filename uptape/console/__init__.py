"""The web port: health, metrics, hooks, API and pages."""
