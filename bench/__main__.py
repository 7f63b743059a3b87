"""`make bench`: everything; `python -m bench whole` or `python -m bench parsing` one of it."""

import sys

from bench import parsing, whole

PARTS = {"whole": whole.main, "parsing": parsing.main}

for name in sys.argv[1:] or PARTS:
    if name not in PARTS:
        sys.exit(f"there is no bench {name!r}: {', '.join(PARTS)}")
    print(f"== {name}", flush=True)
    PARTS[name]()
