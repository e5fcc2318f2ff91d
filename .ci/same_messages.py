"""Whether the catalogues know every text in the code. Usage: same_messages.py FOLDER_WITH_FRESH_CATALOGUES"""

import sys
from pathlib import Path

import polib


def texts(path: Path) -> set[tuple[str | None, str]]:
    return (
        {(e.msgctxt, e.msgid) for e in polib.pofile(str(path)) if not e.obsolete} if path.exists() else set()
    )


def main(fresh: Path) -> int:
    unknown = 0
    for path in sorted((fresh / "locale").rglob("*.po")):
        here = Path(path.relative_to(fresh))
        for _, text in sorted(texts(path) - texts(here), key=str):
            unknown += 1
            print(f"{here} lacks {text!r}")
    print("the catalogues know every text" if not unknown else "make messages, and translate")
    return int(unknown > 0)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
