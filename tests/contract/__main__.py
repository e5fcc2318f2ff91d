"""Whether the API keeps what its description says, asked by schemathesis of a running site.

    DATABASE_URL=postgres://postgres@127.0.0.1:5432/contract python -m tests.contract --role member --seed 1

Against two gunicorn processes, in all four phases. Ends with 1 on a server error, or an answer whose status, media
type or body is not in ``docs/openapi.yaml``. The database is filled; afterwards it is good for nothing else.
"""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import yaml

ROLES = ("guest", "member", "moderator")
ROOT = Path(__file__).resolve().parents[2]
CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--role", choices=ROLES, default="member")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--examples", type=int, default=20, help="made up for each operation and phase")
    parser.add_argument("--phases", default="examples,coverage,fuzzing,stateful")
    parser.add_argument("--port", type=int, default=8230)
    parser.add_argument("more", nargs="*", help="further words for schemathesis, after --")
    given = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # or the site would go on
    with tempfile.TemporaryDirectory(prefix="vitrine-contract-") as folder:
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "tests.contract.settings", "VAR_DIR": folder, "LOG_LEVEL": "ERROR",
            "SCHEMATHESIS_HOOKS": "tests.contract.hooks", "PYTHONPATH": str(ROOT),
            "CONTRACT_ROLE": given.role, "CONTRACT_SEED": str(given.seed),
        }  # fmt: skip
        prepare()
        log = Path(folder, "site.log")
        with log.open("wb") as out:
            server = subprocess.Popen(site(given.port), cwd=ROOT, stdout=out, stderr=out)
            try:  # in the folder that goes: it would keep what failed, and begin the next run with that
                wait_for(given.port)
                status = subprocess.run(
                    asking(given, strict(Path(folder))), cwd=folder, check=False
                ).returncode
            finally:
                server.terminate()
                server.wait()
        if status:
            print("What the site logged:", log.read_text()[-20_000:], sep="\n")
        return int(status != 0)


def prepare() -> None:
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)


def site(port: int) -> list[str]:
    words = f"--workers 2 --threads 4 --worker-class config.worker.Worker --bind 127.0.0.1:{port} --log-level error"
    return [
        sys.executable,
        "-W",
        "ignore",
        "-m",
        "gunicorn",
        *words.split(),
        "--limit-request-line",
        "8190",
        "config.wsgi",
    ]


def wait_for(port: int) -> None:
    for _ in range(300):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5)
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("The site does not answer.")


def strict(folder: Path) -> Path:
    """The description without the answer ``default``, which would make any status right."""
    schema = yaml.safe_load((ROOT / "docs/openapi.yaml").read_text())
    for operations in schema["paths"].values():
        for operation in operations.values():
            operation["responses"].pop("default", None)
    path = folder / "openapi.yaml"
    path.write_text(yaml.safe_dump(schema, allow_unicode=True, sort_keys=False))
    return path


def asking(given: argparse.Namespace, schema: Path) -> list[str]:
    return [
        sys.executable, "-W", "ignore", "-m", "schemathesis.cli", "run", str(schema),
        "--url", f"http://127.0.0.1:{given.port}", "--checks", CHECKS, "--phases", given.phases,
        "--seed", str(given.seed), "--max-examples", str(given.examples), "--continue-on-failure",
        # Keys and signs-in are put in by the hooks; a case made smaller would name other things.
        "--no-shrink", "--generation-with-security-parameters", "false", "--generation-database", "none",
        "--suppress-health-check", "all", "--request-timeout", "10", *given.more,
    ]  # fmt: skip


if __name__ == "__main__":
    raise SystemExit(main())
