# Sourcier: `make chat` on a fresh machine, `make test` before a commit.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
HOST ?= 127.0.0.1
PORT ?= 8000
export SOURCIER_DATA_DIR ?= $(CURDIR)/.sourcier
export GRADIO_ANALYTICS_ENABLED := False

BENCHMARKS ?= ../shared/benchmarks
# Shared with "sourcier evals calibrate", which asks the questions kept for choosing.
INDEXES := $(SOURCIER_DATA_DIR)/benchmarks
WRITTEN := $(CURDIR)/assistant/reader/training/written/documents.jsonl

.PHONY: chat test test-all reader bulk-speed evals-gate lint format clean
.DEFAULT_GOAL := help

.PHONY: help
help: ## This list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

chat: $(VENV)/.installed $(SOURCIER_DATA_DIR)/.demo ## Serve the chat and the API on http://127.0.0.1:8000
	@$(BIN)/sourcier serve --host $(HOST) --port $(PORT)

test: $(VENV)/.installed-dev ## Run the tests
	@$(BIN)/python -m pytest -q

test-all: $(VENV)/.installed-dev ## Run the tests, the slow ones too
	@$(BIN)/python -m pytest -q --slow

reader: $(VENV)/.installed-dev ## Train the reader (hours on two cores, minutes on a GPU), goes on where it stopped
	@SOURCIER_DATA_DIR=$(INDEXES)/written-clean $(BIN)/sourcier ingest add $(WRITTEN)
	@$(BIN)/python -m assistant.reader.training.scraped $(INDEXES)/scraped
	@SOURCIER_DATA_DIR=$(INDEXES)/written-scraped $(BIN)/sourcier ingest add $(INDEXES)/scraped
	@SOURCIER_DATA_DIR=$(INDEXES)/piaf $(BIN)/sourcier ingest add $(BENCHMARKS)/piaf/corpus.jsonl
	@$(BIN)/python -m assistant.reader.training.queries --benchmarks $(BENCHMARKS) --indexes $(INDEXES)
	@$(BIN)/python -m assistant.reader.training --benchmarks $(BENCHMARKS) --indexes $(INDEXES)

CORPUS ?= ../shared/corpus/legislation/legi_csp_versions_toutes.jsonl.gz
bulk-speed: $(VENV)/.installed ## How fast 50,000 passages with given vectors are stored (CORPUS=FILE)
	@$(BIN)/python -m ingest.bulk_speed $(CORPUS)

# A run that failed is kept, to look at: sourcier evals report. "prove" and "gate" both speak, whatever the first says.
evals-gate: $(VENV)/.installed-dev ## Ask the cases that decide on a release (minutes), and say whether it may be one
	@$(BIN)/sourcier evals lint
	@$(BIN)/sourcier evals run --split gate
	@$(BIN)/sourcier evals score
	@proved=0; $(BIN)/sourcier evals prove || proved=1; $(BIN)/sourcier evals gate && exit $$proved

lint: $(VENV)/.installed-dev ## Check style and types
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

format: $(VENV)/.installed-dev ## Rewrite to the house style
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

clean: ## Forget the environment and the data
	rm -rf $(VENV) $(SOURCIER_DATA_DIR)

# The demonstration documents are ingested when they are newer than the last time.
$(SOURCIER_DATA_DIR)/.demo: $(wildcard ingest/demo/*.md) | $(VENV)/.installed
	@echo "Indexation des documents de démonstration…"
	@$(BIN)/sourcier ingest add ingest/demo
	@touch $@

$(VENV)/.installed: pyproject.toml constraints.txt | $(VENV)/bin/python
	@echo "Installation des dépendances (quelques minutes la première fois)…"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@touch $@

$(VENV)/.installed-dev: pyproject.toml constraints.txt | $(VENV)/bin/python
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@ $(VENV)/.installed

$(VENV)/bin/python:
	@$(PYTHON) -m venv $(VENV)
