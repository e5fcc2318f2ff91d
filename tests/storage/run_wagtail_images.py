"""Wagtail's own tests of images, twice: on the local disk and on Kodo's fake. Lists what differs.

``make test-wagtail-images``, or some of them: ``make test-wagtail-images ARGS=wagtail.images.tests.test_models``
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import wagtail

from tests.fakes.kodo import FakeKodo

ROOT = Path(__file__).resolve().parents[2]
LABELS = ["wagtail.images"]
RUN = """
import json, os, sys, unittest
import django
from django.conf import settings
from django.test.runner import DiscoverRunner

class Result(unittest.TextTestResult):
    def reasons(self):
        found = [*self.failures, *self.errors]
        return {str(test): text.strip().splitlines()[-1][:200] for test, text in found}

django.setup()
class Runner(DiscoverRunner):
    def get_resultclass(self):
        return Result
    def suite_result(self, suite, result, **kwargs):
        seen = {"run": result.testsRun, "failed": result.reasons()}
        open(os.environ["REPORT"], "w").write(json.dumps(seen))
        return len(result.failures) + len(result.errors)
Runner(verbosity=1, interactive=False).run_tests(sys.argv[1:])
"""


def run(labels, **environment):
    """{"run": how many, "failed": {test: reason}} of one run in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        subprocess.run(
            [sys.executable, "-W", "ignore", "-c", RUN, *labels],
            cwd=Path(wagtail.__file__).parents[1],  # the tests name their pictures from there
            env={
                **{name: value for name, value in os.environ.items() if not name.startswith("DATABASE_")},
                "DJANGO_SETTINGS_MODULE": "tests.storage.wagtail_settings",
                "PYTHONPATH": str(ROOT),
                "REPORT": str(report),
                "MEDIA_FOLDER": folder,
                **environment,
            },
            check=False,
        )
        return json.loads(report.read_text())


def main():
    labels = sys.argv[1:] or LABELS
    local = run(labels, KODO_URL="")
    with FakeKodo() as kodo:
        remote = run(labels, KODO_URL=kodo.url)
        asked = len(kodo.requests)
    only = {test: why for test, why in remote["failed"].items() if test not in local["failed"]}
    print(f"\n{local['run']} tests on the local disk: {len(local['failed'])} fail")
    print(
        f"{remote['run']} tests on Kodo ({asked} requests): {len(remote['failed'])} fail, {len(only)} only there"
    )
    for test, why in sorted(only.items()):
        print(f"  {test}\n      {why}\n      {EXPECTED.get(test.split()[0], 'NOT EXPECTED')}")
    return int(any(test.split()[0] not in EXPECTED for test in only))


# What only a local disk can pass, with the reason; anything else that differs is a fault of ours.
_PATH = "the test itself asks for file.path, which only files on a disk have"
_FRESH = "looks at image.file.closed; of a remote storage Wagtail opens and closes a fresh file and leaves that one"
EXPECTED = {
    "test_get_missing_source_image_file": _PATH,
    "test_get_with_redirect_action": _PATH,
    "test_sendfile_dummy_backend": "Wagtail's sendfile view asks for file.path",
    "test_is_stored_locally": "asserts that the file is on a disk",
    "test_closes_image": _FRESH,
    "test_closes_image_on_exception": _FRESH,
    "test_reopen_based_on_storage_that_is_dynamically_set": "opens it by a second storage, on the disk",
}


if __name__ == "__main__":
    raise SystemExit(main())
