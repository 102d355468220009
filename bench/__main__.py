"""`python -m bench [name ...]`: run all benchmarks, or those named, and print their figures."""
from __future__ import annotations

import os
import sys
from importlib import import_module

BENCHES = ("first_load", "web", "pipeline_run", "engine_speed", "engine_growth", "engine_cluster", "sampling", "keying", "dashboard", "api_pages")


def main(names: list[str]) -> int:
    """Run the named benches (all when none is named); 2 when a name is unknown."""
    unknown = sorted(set(names) - set(BENCHES))
    if unknown:
        print(f"unknown bench {unknown[0]!r}; there are: {', '.join(BENCHES)}", file=sys.stderr)
        return 2
    os.environ.setdefault("SIPAS_LOG_LEVEL", "WARNING")  # a line a request would drown the figures
    for name in names or BENCHES:
        module = import_module(f"bench.{name}")
        print(f"\n== {name}: {module.__doc__.splitlines()[0]}", flush=True)
        for line in module.measure():
            print(line, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
