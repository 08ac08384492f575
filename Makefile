# Everything a person types. `make` alone lists it. The work is in scripts/, which needs nothing but Python.

PYTHON ?= $(firstword $(foreach name,python3 python3.14 python3.13 python3.12 python3.11,\
  $(shell $(name) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $(name))))
VENV ?= .venv
PORT ?= 8000
HOST ?= 127.0.0.1
STAFF ?=
export VENV PORT HOST STAFF

.DEFAULT_GOAL := help
.PHONY: help run dev test quick lint format bench screenshots lock fresh python

help: ## List what make can do
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' Makefile

run: python ## Set up, load the demonstration partnership, serve it on port 8000 (PORT=8001 for another)
	@$(PYTHON) scripts/run.py

dev: python ## The same for developers: debug pages, and code, styles and scripts reloaded as they change
	@$(PYTHON) scripts/run.py --dev

test: python ## Set up and run every check and test, on SQLite, PostgreSQL and in a browser
	@$(PYTHON) scripts/check.py

quick: python ## The tests on SQLite alone, without browser journeys (ARGS="-k quiz" for some)
	@$(PYTHON) scripts/check.py --quick $(ARGS)

lint: python ## Style, types, import contracts and missing migrations
	@$(PYTHON) scripts/check.py --lint

format: python ## Lay the Python out as ruff does
	@$(VENV)/bin/ruff check --fix-only --quiet . && $(VENV)/bin/ruff format .

bench: python ## Measure throughput and query counts: see bench/
	@$(PYTHON) scripts/check.py --bench $(ARGS)

screenshots: python ## Take the README's pictures again from a running `make run`
	@$(VENV)/bin/python scripts/screenshots.py http://localhost:$(PORT)

lock: python ## Resolve requirements*.in again into locked, hashed requirements*.txt
	@$(PYTHON) scripts/lock.py

fresh: python ## Move the local database and files to var/old/, so that `make run` starts anew
	@$(PYTHON) scripts/fresh.py

python:
	@test -n "$(PYTHON)" || { echo "Goldthread needs Python 3.11 or newer, and found none. Install it (Debian, Ubuntu: sudo apt install python3 python3-venv), or name it: make run PYTHON=/path/to/python3.12"; exit 1; }
