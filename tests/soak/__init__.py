"""Long runs against the real daemon (`make soak`); the normal tests run them small."""
