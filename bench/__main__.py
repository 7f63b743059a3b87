"""`make bench`: everything; `python -m bench whole`, `parsing` or `decisions` one of it."""

import sys

from bench import decisions, parsing, whole

PARTS = {"whole": whole.main, "parsing": parsing.main, "decisions": decisions.main}

for name in sys.argv[1:] or PARTS:
    if name not in PARTS:
        sys.exit(f"there is no bench {name!r}: {', '.join(PARTS)}")
    print(f"== {name}", flush=True)
    PARTS[name]()
