# Fetches uv, prepares the environment, calls till. Everything else is in the command line: till --help

SHELL := /bin/bash
.DEFAULT_GOAL := help
BIN := .venv/bin
UV := $(shell command -v uv 2>/dev/null || echo .tools/uv/bin/uv)
# Certificates of the machine, so that a company's own registry mirror is trusted; addresses are the machine's settings.
export UV_SYSTEM_CERTS ?= true

.PHONY: help setup pipeline-tools demo test test-fast test-slow test-laws check check-infra format docs bench-latency bench-landing bench-marts bench-cluster fuzz-landing nightly clean

help: ## list the recipes
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/\1|\2/' | awk -F'|' '{printf "  make %-15s %s\n", $$1, $$2}'

setup: .venv/.ready node_modules/.ready ## prepare the environment (Python packages and Azurite), as locked

pipeline-tools: .tools/pipelines/.ready ## what the pipeline checks, audits and lists packages with

demo: setup ## a fresh stack, generated stores, files dropped, gold, the month's incentive
	@$(BIN)/till demo $(ARGS)

check: setup ## ruff, mypy --strict, import-linter
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

# Modules go to the workers in the order of their names: whole stacks and engines first, what is quick at the end.
test: setup .tools/pipelines/.ready ## what each change is held to: unit, jobs, integration, faults, both engines where a Java is found; by 2 WORKERS
	$(BIN)/pytest -n $(or $(WORKERS),2) --dist loadscope --no-loadscope-reorder $(ARGS)

test-fast: setup ## the tests that need neither Azurite nor a Java
	$(BIN)/pytest tests/unit $(ARGS)

# One after the other: several of them measure memory, or start clusters of their own.
test-slow: setup .tools/pipelines/.ready ## what takes too long for each change: every table on both engines, a 3 GiB file, artifact and images; 12 GB of disk
	$(BIN)/pytest -m slow $(ARGS)

docs: setup ## write the pages that are made from the code
	@$(BIN)/python -m till.violations_page
	@$(BIN)/python -m till.marts_page
	@$(BIN)/python -m infra.cost_page

check-infra: setup ## the Bicep: worked out for each environment, held to the code, and checkov; AZURE_TYPES=checkout of Azure/bicep-types-az
	TILLSTREAM_AZURE_TYPES=$(AZURE_TYPES) $(BIN)/pytest -m '' tests/infra $(ARGS)

format: setup ## let ruff lay the code out
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench-latency: setup ## from a dropped file to gold, 20 files one after another on a warm stack
	@$(BIN)/python -m bench.latency $(ARGS)

bench-landing: setup .tools/bench-peers/.ready ## landing's check against the unchecked readers, on one file of 5 million rows
	@$(BIN)/python -m bench.landing --peers-python .tools/bench-peers/bin/python $(ARGS)

bench-marts: setup ## the marts at size: a full rebuild beside DuckDB and Spark, a day's batch, storage, small batches, snapshots
	@$(BIN)/python -m bench.marts $(ARGS)

bench-cluster: setup ## the jobs on a Spark cluster of one worker and of two, from the built wheel
	@$(BIN)/python -m bench.cluster $(ARGS)

fuzz-landing: setup .tools/fuzz/.ready ## landing's check under made-up files, for SECONDS (600); what breaks a law is kept in .tools/fuzz-landing/finds
	@mkdir -p .tools/fuzz-landing/finds .tools/fuzz-landing/corpus
	@.tools/fuzz/bin/python -m fuzz.seeds .tools/fuzz-landing/seeds
	@.tools/fuzz/bin/python -m fuzz.landing .tools/fuzz-landing/corpus .tools/fuzz-landing/seeds -dict=.tools/fuzz-landing/seeds.dict \
		-max_len=1200 -timeout=60 -max_total_time=$(or $(SECONDS),600) -artifact_prefix=.tools/fuzz-landing/finds/ $(ARGS)

test-laws: setup ## the laws of landing's check, of the ledger and of gold on many more examples: an hour
	$(BIN)/pytest --hypothesis-profile=long --timeout=1800 $(addprefix tests/unit/landing/test_,laws_slow_check.py every_odd_value.py laws_fast_ways.py laws_read_back.py check_laws.py quotients.py) \
		$(addprefix tests/jobs/test_,laws_of_gold.py marts_by_sql.py figures.py rebuild_equals_increment.py keys_against_a_model.py scd2_against_a_model.py) \
		$(addprefix tests/integration/ledger/test_,given_up.py equal_bytes_given_up.py versions_in_force.py) tests/integration/transform/test_histories_of_runs.py $(ARGS)

nightly: test-slow test-laws fuzz-landing bench-landing bench-latency bench-marts bench-cluster ## what takes too long for each change

clean: ## remove what a command can make again; stops the local stack first
	@[ ! -x $(BIN)/till ] || $(BIN)/till down || true
	rm -rf .venv .tools .till node_modules .mypy_cache .ruff_cache .pytest_cache .hypothesis

.tools/uv/bin/uv: requirements-uv.lock
	@echo "setup: fetching uv" >&2
	@python3 -m venv .tools/uv || { echo "setup: python3 needs its venv module (Debian: apt install python3-venv), or uv on the path" >&2; exit 2; }
	@.tools/uv/bin/pip install -q --disable-pip-version-check --require-hashes -r requirements-uv.lock
	@touch $@

# .python-version asks for 3.13; a machine that has only a newer one may use that.
.venv/.ready: requirements.lock pyproject.toml | $(filter .tools/%,$(UV))
	@echo "setup: Python packages, as locked in requirements.lock" >&2
	@[ -x $(BIN)/python ] || $(UV) venv -q --no-python-downloads .venv 2>/dev/null || $(UV) venv -q --no-python-downloads --python '>=3.13' .venv || { echo "setup: no Python >= 3.13 found; install one and run again" >&2; exit 2; }
	@$(UV) pip sync -q --compile-bytecode --python $(BIN)/python --require-hashes requirements.lock
	@$(UV) pip install -q --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $@

.tools/bench-peers/.ready: bench/landing_peers/requirements.lock | .venv/.ready
	@echo "setup: the readers to compare with" >&2
	@$(UV) venv -q --no-python-downloads --allow-existing --python $(BIN)/python .tools/bench-peers
	@$(UV) pip sync -q --python .tools/bench-peers/bin/python --require-hashes bench/landing_peers/requirements.lock
	@touch $@

.tools/pipelines/.ready: pipelines/tools/requirements.lock | .venv/.ready
	@echo "setup: the tools that the pipeline checks and audits with" >&2
	@$(UV) venv -q --no-python-downloads --allow-existing --python $(BIN)/python .tools/pipelines
	@$(UV) pip sync -q --python .tools/pipelines/bin/python --require-hashes pipelines/tools/requirements.lock
	@touch $@

.tools/fuzz/.ready: fuzz/requirements.lock | .venv/.ready
	@echo "setup: the fuzzer" >&2
	@$(UV) venv -q --no-python-downloads --allow-existing --python $(BIN)/python .tools/fuzz
	@$(UV) pip sync -q --python .tools/fuzz/bin/python --require-hashes fuzz/requirements.lock
	@touch $@

node_modules/.ready: package.json package-lock.json | .venv/.ready
	@echo "setup: Azurite, as locked in package-lock.json" >&2
	@$(BIN)/python -m till.node_parts
	@touch $@
