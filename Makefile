# make demo    install, then run the main job on the demonstration study
# make test    install, then run every test
# make check   lint, format, types
# make lab     JupyterLab on the notebooks

SHELL := /bin/bash
PYTHON ?= $(shell for p in python3.11 python3; do command -v $$p >/dev/null && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' && echo $$p && break; done)
BIN := .venv/bin
ALNQUAL := $(BIN)/alnqual
PIP_FLAGS := -qq --disable-pip-version-check

.PHONY: demo test check lab install label-studio clean-derived

demo: install label-studio
	@PATH="$(CURDIR)/$(BIN):$$PATH" annotation/demo.sh

test: install label-studio
	$(BIN)/python -m pytest --numprocesses 2 --dist loadfile --no-loadscope-reorder

check: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

lab: install
	$(BIN)/jupyter lab notebooks

install: .venv/installed
label-studio: .venv-label-studio/installed

.venv/installed: pyproject.toml constraints.txt
	@if [ -z "$(PYTHON)" ]; then \
	  echo "alnqual needs Python 3.11 or later. On Debian or Ubuntu: apt-get install python3.11 python3.11-venv;" \
	       "on macOS: brew install python@3.11; on Windows use WSL. Then run make again." >&2; exit 2; fi
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install $(PIP_FLAGS) -c constraints.txt -e '.[dev]'
	@touch $@

.venv-label-studio/installed: annotation/constraints-label-studio.txt
	@if [ -z "$(PYTHON)" ]; then echo "alnqual needs Python 3.11 or later." >&2; exit 2; fi
	$(PYTHON) -m venv .venv-label-studio
	.venv-label-studio/bin/python -m pip install $(PIP_FLAGS) -c annotation/constraints-label-studio.txt label-studio
	@touch $@

# Deletes only what the pipeline makes again.
clean-derived:
	rm -rf .alnqual reports/out
