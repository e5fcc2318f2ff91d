"""Files that describe the project agree with each other and with what is installed."""

import importlib.metadata
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import polib
import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[1]
# DESIGN 2.2: the releases whose security fixes we rely on.
FLOORS = {
    "Pillow": "13.0",
    "Django": "5.2.19",
    "wagtail": "8.0.1",
    "djangorestframework": "3.18",
    "PyJWT": "2.15",
    "pillow-heif": "1.3",
    "urllib3": "2.7",
    "requests": "2.33",
}
CEILINGS = {"Django": "5.3", "wagtail": "8.1", "djangorestframework": "3.19", "django-tasks": "0.13"}


def pinned(name: str) -> dict[str, str]:
    """Package and version of every line of a compiled file."""
    text = (ROOT / name).read_text()
    return {
        canonicalize_name(n): v
        for n, v in re.findall(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^\s;\\]+)", text, re.M)
    }


def settings_variables() -> set[str]:
    texts = [path.read_text() for path in (ROOT / "site").rglob("*.py")]
    return {
        name
        for text in texts
        for name in re.findall(r"""\benv(?:\.\w+)?\(\s*["']([A-Z][A-Z0-9_]*)["']""", text)
    }


def example() -> dict[str, str]:
    lines = (ROOT / ".env.example").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


@pytest.mark.parametrize("package", FLOORS)
def test_installed_versions_have_the_fixes_we_rely_on(package: str) -> None:
    assert Version(importlib.metadata.version(package)) >= Version(FLOORS[package])
    assert Version(pinned("requirements.txt")[canonicalize_name(package)]) >= Version(FLOORS[package])


@pytest.mark.parametrize("package", CEILINGS)
def test_installed_versions_are_those_we_tested_against(package: str) -> None:
    assert Version(importlib.metadata.version(package)) < Version(CEILINGS[package])


@pytest.mark.parametrize("name", ["requirements", "requirements-dev", "examples/python/requirements"])
def test_what_is_asked_for_is_what_is_pinned(name: str) -> None:
    pins = pinned(f"{name}.txt")
    for line in (ROOT / f"{name}.in").read_text().splitlines():
        if line and not line.startswith(("#", "-r")):
            wanted = Requirement(line)
            pin = pins.get(canonicalize_name(wanted.name))
            assert pin and wanted.specifier.contains(pin), f"{line} is not in {name}.txt: make lock"


def test_both_requirements_pin_the_same_versions() -> None:
    site, tools = pinned("requirements.txt"), pinned("requirements-dev.txt")
    assert {name: tools.get(name) for name in site} == site


@pytest.mark.parametrize(
    "name", ["requirements.txt", "requirements-dev.txt", "examples/python/requirements.txt"]
)
def test_requirements_carry_hashes_and_name_no_index(name: str) -> None:
    text = (ROOT / name).read_text()
    assert text.count("--hash=sha256:") > len(pinned(name))
    assert not re.search(r"^\s*--(?:extra-)?index-url|^\s*--find-links|https?://", text, re.M)


def test_the_example_lists_every_variable_that_the_settings_read() -> None:
    assert set(example()) == settings_variables()


def test_the_example_is_safe_to_try(tmp_path: Path) -> None:
    environment = {**os.environ, **example(), "VAR_DIR": str(tmp_path), "MEDIA_ROOT": "", "DATABASE_URL": ""}
    command = [sys.executable, "manage.py", "check", "--settings", "config.settings.dev"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_example_does_not_start_in_production(tmp_path: Path) -> None:
    environment = {**os.environ, **example(), "VAR_DIR": str(tmp_path), "MEDIA_ROOT": "", "DATABASE_URL": ""}
    command = [sys.executable, "manage.py", "check", "--settings", "config.settings.production"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "vitrine.E002" in done.stderr
    assert "vitrine.E008" in done.stderr


def test_compose_gives_the_site_only_variables_that_it_reads() -> None:
    services = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]
    for name in ("web", "worker", "migrate"):
        assert set(services[name]["environment"]) <= settings_variables(), name


def test_compose_depends_on_services_and_volumes_that_are_there() -> None:
    compose = yaml.safe_load((ROOT / "compose.yaml").read_text())
    assert {"web", "worker", "migrate", "postgres", "redis", "nginx"} <= set(compose["services"])
    for name, service in compose["services"].items():
        assert set(service.get("depends_on", {})) <= set(compose["services"]), name
        volumes = [volume.split(":")[0] for volume in service.get("volumes", [])]
        assert {volume for volume in volumes if not volume.startswith(".")} <= set(compose["volumes"]), name
        assert all((ROOT / volume).exists() for volume in volumes if volume.startswith(".")), name
        for wanted, how in service.get("depends_on", {}).items():
            healthy = how["condition"] == "service_healthy"
            # The image has a health check of its own.
            assert not healthy or wanted == "web" or "test" in compose["services"][wanted]["healthcheck"], (
                wanted
            )


def test_the_image_is_built_from_files_that_are_there_and_runs_as_nobody_special() -> None:
    lines = (ROOT / "Dockerfile").read_text().replace("\\\n", " ").splitlines()
    steps = [line.split(None, 1) for line in lines if line and not line.startswith("#")]
    known = {
        "FROM",
        "ENV",
        "WORKDIR",
        "RUN",
        "COPY",
        "LABEL",
        "VOLUME",
        "USER",
        "EXPOSE",
        "HEALTHCHECK",
        "CMD",
    }
    assert {step[0] for step in steps} <= known
    for instruction, words in steps:
        if instruction == "COPY" and "--from" not in words:
            assert all((ROOT / source).exists() for source in words.split()[:-1]), words
    last = [rest for instruction, rest in steps if instruction == "USER"][-1]
    assert last == "vitrine"
    assert not re.search(r"SECRET|PASSWORD|TOKEN", "\n".join(lines))


def test_the_files_that_hold_no_secrets_stay_out_of_the_image_all_the_same() -> None:
    ignored = (ROOT / ".dockerignore").read_text().split()
    assert {".env", ".git", ".venv", "var", "tests"} <= set(ignored)


@pytest.mark.parametrize(
    "po", sorted((ROOT / "locale").rglob("*.po")), ids=lambda path: str(path.relative_to(ROOT))
)
def test_translations_are_complete_and_compiled(po: Path) -> None:
    catalogue = polib.pofile(str(po))
    if "zh_Hans" in po.parts:
        open_ones = [entry.msgid for entry in catalogue if not entry.obsolete and not entry.translated()]
        assert not open_ones, "not translated"
    mo = po.with_suffix(".mo")
    assert mo.exists(), "make messages"
    compiled = {(e.msgctxt, e.msgid): (e.msgstr, e.msgstr_plural) for e in polib.mofile(str(mo))}
    wanted = {(e.msgctxt, e.msgid): (e.msgstr, e.msgstr_plural) for e in catalogue.translated_entries()}
    assert compiled == wanted, "make messages"


def test_pytest_refuses_marks_that_nobody_declared() -> None:
    options = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["pytest"]["ini_options"]
    assert "--strict-markers" in options["addopts"]
    assert "-ra" in options["addopts"], "skipped tests say why"
