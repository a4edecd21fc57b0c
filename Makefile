# Every target sets up what it needs: a virtual environment in .venv and the extras it uses, once, and again when
# pyproject.toml changes. Needed beforehand: Python 3.11 or newer (PYTHON=… chooses another one than python3) and make.

PYTHON ?= python3
PYTHON_LATEST ?= $(shell .ci/find-python 3.13)

VENV := .venv
BIN := $(VENV)/bin
PIP_INSTALL := -m pip --disable-pip-version-check --no-input install --quiet

# The extras that each environment stamp stands for.
EXTRAS_demo := netcdf,plot
EXTRAS_test := test
EXTRAS_lint := lint,test
EXTRAS_docs := docs
EXTRAS_bench := bench,test
EXTRAS_mutants := mutants,test

PYTEST := -m pytest --numprocesses=auto --dist=worksteal

# Run the tests on a built and installed package: $(call test_installed,interpreter,environment,requirements)
define test_installed
	@test -e $(2)/.created || { $(1) -m venv --clear $(2) && touch $(2)/.created; }
	$(2)/bin/python $(PIP_INSTALL) --upgrade '.[test]' $(3)
	$(2)/bin/python $(PYTEST) tests docs README.md $(ARGS)
endef

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help demo test test-latest test-oldest test-heavy lint types docs bench mutants clean

help:  ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-12s %s\n", $$1, $$2}' Makefile

demo: $(VENV)/.installed-demo  ## Analyse real sea-surface temperatures: units, mask and labels on one array
	$(BIN)/python examples/sea_surface_temperature.py

test: $(VENV)/.installed-test  ## Run all tests, and every example in README, docs and docstrings
	$(BIN)/python $(PYTEST) $(ARGS)

test-latest:  ## Run the tests on Python 3.13 with the newest NumPy and pint, on the package as it is installed
	@test -n "$(PYTHON_LATEST)" || { echo "no Python 3.13 found; name one with PYTHON_LATEST=…"; exit 1; }
	$(call test_installed,$(PYTHON_LATEST),.venv-latest,numpy pint)

test-oldest:  ## Run the tests with the oldest NumPy and pint that are supported, on the package as it is installed
	$(call test_installed,$(PYTHON),.venv-oldest,numpy==2.2.0 pint==0.25)

test-heavy: .venv-heavy/.installed  ## Run the tests with PyTorch, JAX, TensorFlow and CuPy, on CPUs; downloads gigabytes
	.venv-heavy/bin/python -m pytest --override-ini="norecursedirs=.*" tests/heavy $(ARGS)

lint: $(VENV)/.installed-lint  ## Check style and formatting
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.installed-lint  ## Check types
	$(BIN)/mypy src tests/typing
	$(BIN)/pyright --pythonpath $(BIN)/python tests/typing

docs: $(VENV)/.installed-docs  ## Build the documentation into docs/_build/html; every warning is an error
	$(BIN)/python -m sphinx --fail-on-warning --nitpicky --keep-going --quiet docs docs/_build/html
	@echo "docs/_build/html/index.html"

bench: $(VENV)/.installed-bench  ## Time operations beside NumPy, astropy, unyt, pint, numpy.ma, xarray and scipp
	$(BIN)/python -m pytest --override-ini=addopts=--import-mode=importlib -W default benchmarks $(ARGS)

mutants: $(VENV)/.installed-mutants  ## Plant small bugs at random places and see whether the tests notice; takes hours
	$(BIN)/python -m mutants $(ARGS)

clean:  ## Remove environments, caches and build output
	rm -rf .venv .venv-latest .venv-oldest .venv-heavy build dist docs/_build docs/api .benchmarks .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/.created:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=…")'
	$(PYTHON) -m venv --clear $(VENV)
	@touch $@

$(VENV)/.installed-%: pyproject.toml | $(VENV)/.created
	$(BIN)/python $(PIP_INSTALL) --editable '.[$(EXTRAS_$*)]'
	@touch $@

.venv-heavy/.installed: pyproject.toml
	@test -e .venv-heavy/.created || { $(PYTHON) -m venv --clear .venv-heavy && touch .venv-heavy/.created; }
	.venv-heavy/bin/python $(PIP_INSTALL) --editable '.[heavy]'
	@touch $@
