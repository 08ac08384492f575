"""`make fresh`: move the local database and uploaded files aside, so that `make run` starts anew."""

import shutil
import sys
from datetime import datetime

from steps import VAR

KEPT = ("goldthread.sqlite3", "goldthread.sqlite3-wal", "goldthread.sqlite3-shm", "media", "mail", "stamps")


def main() -> int:
    old = VAR / "old" / f"{datetime.now().astimezone():%Y-%m-%d-%H%M%S}"
    moved = [name for name in KEPT if (VAR / name).exists()]
    if not moved:
        print("There is no local database: `make run` will make one.")
        return 0
    old.mkdir(parents=True)
    for name in moved:
        shutil.move(VAR / name, old / name)
    print(f"Moved {', '.join(moved)} to {old}. Delete that folder when you are sure. `make run` starts anew.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
