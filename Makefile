# Each command sets up what it needs in .venv; none needs root. `make run` and `make test` are the two to know.
PYTHON ?= $(shell command -v python3.11 || command -v python3.12 || command -v python3)
PY := .venv/bin/python
export PYTHONPATH := site:.
export PYTHONDONTWRITEBYTECODE ?=

.PHONY: setup run test check bench chaos lock

setup:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or 3.12 is needed and no python3 was found on the PATH."; exit 1; }
	@$(PYTHON) site/config/bootstrap.py

run: setup
	@$(PY) -m config.run

test: setup
	@$(PY) tests/run.py

check: setup
	@.ci/check

bench: setup
	@$(PY) benchmarks/run.py

chaos: setup
	@$(PY) -m pytest tests/races -q -m race

lock: setup
	.venv/bin/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url -q -o requirements.txt requirements.in
	.venv/bin/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url -q -o requirements-dev.txt requirements-dev.in
