"""The web port: hooks, one-tap links and the API, on a floor whose clock stands still."""
