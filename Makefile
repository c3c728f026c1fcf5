# The same commands for people and for CI.
PYTHON ?= python3
UV_VERSION := 0.13.9
RESFRI := .venv/bin/resfri
.DEFAULT_GOAL := help
.PHONY: help run dev demo test quick hooks fuzz check impairment advisories sbom changelog bench build wire format clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: build ## Set everything up and serve on localhost
	@exec $(RESFRI) serve

dev: build ## Serve from the sources on http://localhost:5173; pages and server follow every change
	@exec sh deploy/dev.sh

demo: build ## Serve with a demo meeting and synthetic participants
	@exec $(RESFRI) demo --participants 2

test: build ## Run every test (installs what is missing from Debian's packages when it may)
	@sh tests/run.sh

quick: build ## Check what this branch touches, in a minute or two (BASE=main)
	@sh deploy/quick.sh

hooks: ## Check format and generated files at each commit from now on; `git config --unset core.hooksPath` ends it
	@git config core.hooksPath deploy/hooks

fuzz: build ## Fuzz parsers and participants, all night; FUZZ="--seconds 20" for a short run
	@.venv/bin/uv sync --frozen --inexact --quiet --python .venv/bin/python --group fuzz
	@PATH="$(CURDIR)/.venv/bin:$$PATH" .venv/bin/python -m tests.fuzz.run $(FUZZ)

check: build ## Format, lint, types and architecture tests; warnings are errors
	@.venv/bin/ruff format --check . && .venv/bin/ruff check . && .venv/bin/mypy
	@.venv/bin/python -m server.wire.generate --check
	@.venv/bin/python -m auth.permissions.print --check
	@cd web && PATH="$(CURDIR)/.venv/bin:$$PATH" npm run --silent types && PATH="$(CURDIR)/.venv/bin:$$PATH" npm run --silent lint
	@.venv/bin/pytest -q tests/architecture

advisories: build ## Ask the public services about weaknesses of the packages; deploy/advisories.toml has the exceptions
	@.venv/bin/python -m deploy.advisories

sbom: build ## Write what Resfri is made of, with licences, into dist/resfri.cdx.json
	@.venv/bin/python -m deploy.parts

changelog: build ## Put the fragments of deploy/changelog into CHANGELOG.md, under the version in pyproject.toml
	@.venv/bin/python -m deploy.changelog

bench: build ## Measure the media worker beside Janus (BENCH="--help" lists options)
	@.venv/bin/python -m tests.load $(BENCH)

impairment: build ## Run real browsers over bad networks and print a table (IMPAIRMENT="--help" for options; root)
	@.venv/bin/python -m tests.impairment $(IMPAIRMENT)

build: ## Install pinned dependencies and build the client
	@PYTHON="$(PYTHON)" UV_VERSION="$(UV_VERSION)" sh deploy/build.sh

wire: ## Generate the client's types and the printed permission matrix
	@.venv/bin/python -m server.wire.generate
	@.venv/bin/python -m auth.permissions.print

format: ## Format Python and TypeScript
	@.venv/bin/ruff format . && .venv/bin/ruff check --fix .
	@cd web && npm run --silent format

clean: ## Remove what was built (never the data directory)
	@rm -rf .venv web/node_modules web/dist tests/load/build media/fanout/*.so
