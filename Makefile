# One command per wish. The virtual environment is made and kept up to date on the way (portal/run.py).
BASE_PYTHON ?= python3
PYTHON := .venv/bin/python
.DEFAULT_GOAL := help
.PHONY: help run test lint format messages seed bench chaos search-quality clean lock install install-dev

help:  ## list the wishes
	@sed -n 's/^\([a-z-]*\):.*## /  make \1	/p' Makefile | expand -t 24

run:  ## start the portal on http://127.0.0.1:8000/ (PORT= for another port)
	@$(BASE_PYTHON) portal/run.py

test: install-dev  ## run all tests: database, pages, a real browser (ARGS= for pytest)
	@$(PYTHON) -m tests.browser
	@$(PYTHON) -m pytest -n 2 $(ARGS)

lint: install-dev  ## check code and templates
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m ruff format --check .
	@$(PYTHON) -m djhtml --tabwidth 2 --check templates

format: install-dev  ## put code and templates into shape
	@$(PYTHON) -m ruff check --fix .
	@$(PYTHON) -m ruff format .
	@$(PYTHON) -m djhtml --tabwidth 2 templates

messages: install  ## bring the catalogs in portal/locale up to date with the words in the code
	@$(PYTHON) manage.py update_catalogs

seed: install  ## load the demo content (safe to repeat)
	@$(PYTHON) manage.py migrate --verbosity 0
	@$(PYTHON) manage.py seed

bench: install-dev  ## measure speed under the production server
	@$(PYTHON) -m tests.bench
	@$(PYTHON) -m tests.bench.search
	@$(PYTHON) -m tests.bench.appointments

chaos: install-dev  ## send thousands of requests while everything breaks, and count
	@$(PYTHON) -m tests.chaos $(ARGS)

search-quality: install-dev  ## measure how well the search finds (CORPUS= a folder of graded queries)
	@$(PYTHON) -m tests.search_quality

clean:  ## remove .portal (database, uploads, accounts) and .venv
	@$(BASE_PYTHON) portal/run.py clean

lock: install-dev  ## pin the newest allowed packages in the requirements files
	@command -v uv >/dev/null || { echo "Install uv first: https://docs.astral.sh/uv/"; exit 1; }
	uv pip compile --upgrade $(COMPILE) requirements.in -o requirements.txt
	uv pip compile --upgrade $(COMPILE) requirements-dev.in -o requirements-dev.txt
COMPILE := --generate-hashes --universal --python-version 3.11 --no-emit-index-url --custom-compile-command "make lock"

install:
	@$(BASE_PYTHON) portal/run.py install

install-dev:
	@$(BASE_PYTHON) portal/run.py install-dev
