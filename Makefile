# Everything a machine with Python >= 3.11 and make needs: make demo, make test, make bench.
PYTHON ?= python3
VENV := .venv
ifeq ($(OS),Windows_NT)
BIN := $(VENV)/Scripts
else
BIN := $(VENV)/bin
endif
JOBS ?= auto

.PHONY: demo test bench lock clean

demo: $(VENV)/.runtime
	@$(BIN)/sipas demo $(ARGS)

test: $(VENV)/.developer
	@sh .ci/browser
	PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n $(JOBS) --dist loadfile --no-loadscope-reorder $(ARGS)

bench: $(VENV)/.bench
	$(BIN)/python -m bench $(ARGS)

# pip takes what the lock files name, with their digests, and nothing else.
$(VENV)/.runtime: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; this is " + sys.version.split()[0])'
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || { echo "Creating $(VENV) ..."; $(PYTHON) -m venv --clear $(VENV); }
	@echo "Installing the packages of requirements.lock ..."
	@$(BIN)/python -m pip install --disable-pip-version-check --progress-bar on --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps --no-index -e .
	@touch $@

$(VENV)/.developer: requirements-dev.lock $(VENV)/.runtime
	@echo "Installing the packages of requirements-dev.lock ..."
	@$(BIN)/python -m pip install --disable-pip-version-check --progress-bar on --require-hashes -r requirements-dev.lock
	@touch $@

$(VENV)/.bench: requirements-bench.lock $(VENV)/.developer
	@echo "Installing the packages of requirements-bench.lock ..."
	@$(BIN)/python -m pip install --disable-pip-version-check --progress-bar on --require-hashes -r requirements-bench.lock
	@touch $@

# For developers: needs uv (pip install uv); the files name no package index.
lock:
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url -o requirements.lock
	uv pip compile pyproject.toml --extra test --extra cluster --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url -c requirements.lock -o requirements-dev.lock
	uv pip compile pyproject.toml --extra test --extra cluster --extra bench --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url -c requirements-dev.lock -o requirements-bench.lock

clean:
	rm -rf $(VENV) var build *.egg-info
