"""Every code that the API can answer is in docs/api-errors.md."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CODE = re.compile(r'\bcode(?:: str)? ?= ?"([a-z_]+)"|Problem\(\d+, "([a-z_]+)"')
# Doors that are pages, not the API.
NOT_HERE = ("migrations", "management", "admin", "views", "forms")


def codes():
    for app in ("common", "users", "galleries", "community", "search", "outbox"):
        for path in (ROOT / app).rglob("*.py"):
            if not set(path.relative_to(ROOT).parts) & set(NOT_HERE):
                for found in CODE.finditer(path.read_text()):
                    yield found[1] or found[2], f"{path.relative_to(ROOT)}"


def test_every_code_is_listed():
    listed = set(re.findall(r"`([a-z_]+)`", (ROOT / "docs/api-errors.md").read_text()))
    missing = sorted({f"{code} ({where})" for code, where in codes() if code not in listed})
    assert not missing
