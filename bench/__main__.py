"""`python -m bench [NAME …]`: measure, on the demonstration partnership of the database that DATABASE_URL names.

Every figure is a ratio to something simple, measured in the same run, so that it means the same on any machine.
`make bench` builds a database of its own and runs all of them.
"""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "site")]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")


def main(names: list[str]) -> int:
    import django

    django.setup()
    from bench import analysis, attempts, compliance, imports, pages, queries

    benches = {
        "pages": pages.main,
        "queries": queries.main,
        "analysis": analysis.main,
        "imports": imports.main,
        "compliance": compliance.main,
        "attempts": attempts.main,
    }
    unknown = set(names) - set(benches)
    if unknown:
        print(f"There is no bench named {', '.join(sorted(unknown))}. There are: {', '.join(benches)}.")
        return 2
    missed = [name for name in names or benches if not benches[name]()]
    print("All targets are met." if not missed else f"Below target: {', '.join(missed)}.")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
