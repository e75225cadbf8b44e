# docsvc: everything a newcomer needs. `make help` lists it.
SHELL := /bin/bash
PY := .venv/bin/python
PIP := $(PY) -m pip install -qq --disable-pip-version-check
LOCK := .ci/requirements.lock
.DEFAULT_GOAL := help
.PHONY: help setup setup-test demo serve test check docs bench-issue format forms lock clean

help: ## list these targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

.venv/.installed: $(LOCK) pyproject.toml
	@echo "setting up .venv (about a minute the first time)"
	@test -x $(PY) || python3 -m venv .venv
	@$(PIP) --require-hashes -r $(LOCK)
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

setup: ## install what is missing: Debian packages (sudo only when needed) and the virtual environment
	@.ci/system.sh
	@$(MAKE) --no-print-directory .venv/.installed

setup-test:
	@.ci/system.sh test
	@$(MAKE) --no-print-directory .venv/.installed

demo: setup ## issue the papers of one demo case into var/demo and verify each
	@.venv/bin/docsvc demo

serve: setup ## serve on 127.0.0.1:8000
	@.venv/bin/docsvc init
	@.venv/bin/docsvc serve

test: setup-test ## install what is missing and run every test
	@$(PY) -m pytest -n 2 --dist loadfile

check: .venv/.installed ## format, lint, types, import contracts and the fast tests, under a minute
	@.venv/bin/ruff format --check .
	@.venv/bin/ruff check .
	@.venv/bin/mypy
	@.venv/bin/lint-imports
	@$(PY) -m pytest -q -m "not slow" -n 2

format: .venv/.installed ## rewrite the code in the house style
	@.venv/bin/ruff format .
	@.venv/bin/ruff check --fix .

forms: .venv/.installed ## rebuild every template.docx from its description
	@$(PY) -m templates.builder

docs: .venv/.installed ## rewrite the pages of docs/ that the code already says
	@$(PY) -m docs.generate

bench-issue: setup-test ## time one paper by step, and papers per second against soffice per paper
	@$(PY) bench/issue.py

lock: ## rewrite the lock file (needs uv)
	uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-header --quiet -o $(LOCK)

clean: ## remove the virtual environment and caches; var/ is kept
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis
