# Every target installs what it needs. `make help` lists them.
PYTHON ?= python3
VENV ?= .venv
HOST ?= 127.0.0.1
PORT ?= 8000
SITE ?= http://$(HOST):$(PORT)
BIN := $(VENV)/bin
OURS := common community galleries home jobs outbox search users webhooks

export PYTHON VENV
# The suite runs without services and without a look at the developer's own settings.
WITHOUT_SERVICES := DATABASE_URL=sqlite://:memory: REDIS_URL= CELERY_BROKER_URL= TASKS_ENGINE= \
	DJANGO_SETTINGS_MODULE=config.settings.test

.DEFAULT_GOAL := help
.PHONY: help run test test-browser test-wagtail-images lint format types migrations-check lock schema clients contract messages bench clean install install-dev

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(firstword $(MAKEFILE_LIST)) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 20

run: install ## the site with demo content, its worker and web server: http://127.0.0.1:8000 (HOST=, PORT=)
	@exec $(BIN)/python manage.py serve --host $(HOST) --port $(PORT) --with-parent

test: install-dev ## the test suite on SQLite, without any service (ARGS= for pytest)
	@env $(WITHOUT_SERVICES) $(BIN)/python -m pytest -n 2 -m "not browser" $(ARGS)

test-browser: install-dev ## the tests that need Chromium; they start a site of their own (ARGS= for pytest)
	@$(BIN)/python -m pytest -m browser tests/browser $(ARGS)
	@$(BIN)/python -m pytest -m browser tests/storage_e2e

test-wagtail-images: install-dev ## Wagtail's own tests of images with Kodo (a fake) as the storage: what differs
	@$(BIN)/python -m tests.storage.run_wagtail_images $(ARGS)

lint: install-dev ## what a change must pass besides the tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djlint templates --lint --quiet
	$(BIN)/lint-imports
	$(BIN)/shellcheck -x .ci/run .ci/services .ci/visit .ci/clients .ci/picgo .ci/deployment scripts/install scripts/lock deploy/release
	$(MAKE) --no-print-directory types

types: install-dev ## mypy
	$(BIN)/mypy

format: install-dev ## put the code into its form
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format .

migrations-check: install-dev ## whether a migration is missing
	@env $(WITHOUT_SERVICES) $(BIN)/python manage.py makemigrations --check --dry-run

lock: install-dev ## compile requirements*.in; UPGRADE=1 takes newer versions
	scripts/lock $(if $(UPGRADE),--upgrade)

schema: install-dev ## write docs/openapi.yaml, the description of the API, out of its code
	@env $(WITHOUT_SERVICES) $(BIN)/python -W ignore manage.py spectacular --lang en --validate --fail-on-warn \
		--file docs/openapi.yaml

clients: install-dev ## generate the clients, and let the programs in examples/ work with the demo that `make run` shows (SITE=)
	@BIN=$(abspath $(BIN)) .ci/clients $(SITE)

contract: install-dev ## whether a running site answers as docs/openapi.yaml says: 3 roles, 3 seeds (EXAMPLES=, DATABASE_URL=)
	@for seed in 1 2 3; do for role in guest member moderator; do echo "== $$role, seed $$seed"; \
		$(BIN)/python -m tests.contract --role $$role --seed $$seed --examples $(or $(EXAMPLES),20) || exit 1; done; done

messages: install-dev ## collect the translatable texts and compile the translations (needs gettext)
	$(BIN)/python manage.py makemessages --locale zh_Hans --locale en --no-obsolete --add-location file \
		--ignore '.venv/*' --ignore 'var/*' --ignore 'node_modules/*'
	$(BIN)/python manage.py makemessages --domain djangojs --locale zh_Hans --locale en --no-obsolete \
		--add-location file --ignore '.venv/*' --ignore 'var/*' --ignore 'node_modules/*'
	$(BIN)/python manage.py compilemessages --ignore '.venv/*' --ignore 'var/*'

bench: install-dev ## the measurements of benchmarks/, each told to say what it found
	@for script in benchmarks/[a-z]*.py; do echo "== $$script"; $(BIN)/python "$$script" || exit 1; done

clean: ## everything that can be made again; the content in var/ stays
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .coverage artefacts
	find . -name __pycache__ -not -path './var/*' -prune -exec rm -rf {} +

install:
	@scripts/install requirements.txt

install-dev:
	@scripts/install requirements-dev.txt
	@cp requirements.txt $(VENV)/installed-requirements.txt
