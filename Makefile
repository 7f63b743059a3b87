# `make run` and `make test` set everything up on a machine that has Python 3.11 or newer, and make.

PYTHON ?= $(shell command -v python3.11 || command -v python3.12 || command -v python3.13 || command -v python3)
BIN := .venv/bin
CONFIG ?= config/uptape.yaml

.PHONY: run test lint venv soak bench fuzz system-programs clean

run: venv
	@$(BIN)/python -m uptape.cli.first_steps $(CONFIG)
	@exec $(BIN)/uptape serve --config $(CONFIG)

test: venv system-programs lint
	$(BIN)/python -m pytest -n 2

lint: venv
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy

# Faults and kills under 10,000 messages; then 5,000 leads by 2 processes with 8 threads each, on both databases.
soak: venv
	$(BIN)/python -m tests.soak.storm 10000
	$(BIN)/python -m tests.soak.crowd 5000

bench: venv
	$(BIN)/python -m bench

# Byte fuzzing of the reader: `make fuzz SECONDS=600`. What it finds is written to .fuzz/.
SECONDS ?= 60
fuzz: venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev,fuzz]'
	$(BIN)/python -m tests.parsing.fuzz $(SECONDS)

venv: .venv/.made

.venv/.made: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "uptape needs Python 3.11 or newer: make PYTHON=/path/to/python3.11")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	@touch $@

# What tests need beside Python: installed where that is possible, else named; tests that need it are then skipped.
system-programs:
	@sh tests/system-programs.sh

clean:
	rm -rf .venv data .pytest_cache .mypy_cache .ruff_cache .hypothesis
