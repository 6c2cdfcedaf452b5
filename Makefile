# On a fresh machine with Python 3.11+ and make: `make demo` and `make test` do all set-up themselves.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export TOKENIZERS_PARALLELISM := false
export HF_HUB_OFFLINE := 1

.DEFAULT_GOAL := help
.PHONY: help setup demo serve chromium test check eval bench docs pictures lock clean

help: ## Show what can be made
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-8s %s\n", $$1, $$2}'

setup: $(READY) ## Create .venv and install everything pinned in requirements.lock

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Dateline needs Python 3.11 or newer: set PYTHON=..."; exit 1; }
	@echo "setting up .venv (a few minutes the first time)"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet -r requirements.lock
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

demo: $(READY) ## Ingest seeds/articles and ask how many troops are near the border
	$(BIN)/dateline ingest seeds/articles
	$(BIN)/dateline ask "how many troops are near the border?"

serve: $(READY) ## Serve the library over HTTP on 127.0.0.1:8000
	$(BIN)/dateline serve

chromium: $(READY) ## Make sure that there is a Chromium for the browser tests
	@.ci/chromium $(BIN)/python

test: $(READY) chromium ## Run every test
	$(BIN)/python -m pytest

check: $(READY) ## Lint, types, import layers, and documentation that is still true
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m docs.reference --check

eval: $(READY) ## Score the embedded answerer on the seed gold questions, and fail under seeds/thresholds.toml
	@rm -rf build/eval
	DATELINE_DATA=build/eval/data DATELINE_MODELS=indexes/models $(BIN)/dateline ingest seeds/articles
	DATELINE_DATA=build/eval/data DATELINE_MODELS=indexes/models $(BIN)/dateline eval seeds/questions.jsonl \
		--answerer extractive --out build/eval/run --fail-under seeds/thresholds.toml

bench: $(READY) ## Measure speed and recall beside a vanilla LangChain pipeline
	$(BIN)/python -m bench

docs: $(READY) ## Write docs/reference.md again from the code
	$(BIN)/python -m docs.reference

pictures: $(READY) chromium ## Take the pictures in docs/images again
	$(BIN)/python -m docs.screenshots

lock: ## Resolve pyproject.toml anew into requirements.lock
	@rm -rf build/lock && $(PYTHON) -m venv build/lock
	@build/lock/bin/python -m pip install --quiet --upgrade pip setuptools
	@build/lock/bin/python -m pip install --quiet torch==2.13.0
	@build/lock/bin/python -m pip install --quiet ".[openai,anthropic,ollama,export,bench,test,check]"
	@build/lock/bin/python .ci/lock.py > requirements.lock

clean: ## Remove .venv and everything derived; the library in indexes/ stays
	rm -rf $(VENV) build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache *.egg-info
	rm -rf indexes/chroma indexes/terms indexes/models indexes/*.damaged
