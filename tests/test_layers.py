"""The arrows of ARCHITECTURE.md: who may import whom. The contracts stand in pyproject.toml."""

import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
APPS = ["home | search | webhooks", "community", "galleries", "users", "outbox", "jobs", "common"]


def test_imports_point_downwards() -> None:
    command = [
        sys.executable,
        "-c",
        "from importlinter.cli import lint_imports_command; lint_imports_command()",
    ]
    done = subprocess.run([*command, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_contract_is_the_one_we_mean() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    by_name = {contract["name"]: contract for contract in contracts}
    assert by_name["Apps import downwards"]["layers"] == APPS
    assert by_name["Nobody imports the configuration"]["forbidden_modules"] == ["config"]


def test_site_is_not_a_package() -> None:
    """Python's own ``site`` would win; config.py makes the folder the package ``config``."""
    assert not (ROOT / "site" / "__init__.py").exists()
