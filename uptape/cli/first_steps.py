"""What `make run` prints before the daemon starts: how to send a first lead, where to look, where the config is."""

from __future__ import annotations

import sys
from pathlib import Path

SAMPLE = "parsers/samples/adf/first-lead.eml"


def main() -> None:
    """Prints three lines for the config that is given."""
    config = Path(sys.argv[1])
    from uptape.cli.common import settings_of

    settings = settings_of(config)
    pool = next(pool for dealership in settings.dealerships.values() for pool in dealership.pools.values())
    uptape, end = ".venv/bin/uptape", f"--config {config}"
    print(f"Send a first lead, in another terminal: {uptape} send {SAMPLE} --to {pool.addresses[0]} {end}")
    print(f"The text shows up below, and in: {uptape} outbox {end}")
    print(f"The config is {config} with {config.parent}/dealerships/; check an edit with: {uptape} check {end}")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
