# make setup         .venv with everything in .ci/requirements.lock (again only when the lock is newer)
# make run           serve the web chat, and Telegram when TELEGRAM_BOT_TOKEN is set
# make test          every test, in two processes, what fails once more alone; needs a Chromium (see browser)
# make browser       install Chromium when there is none
# make check         lint, format, types, content as for a release, schema up to date
# make bench         the time and memory budgets, measured
# make translations  re-extract the texts and update the catalogues
# make clean         remove whatever these made, .venv too
# Another Python:    make setup PYTHON=python3.12

PYTHON =
py = .venv/bin/python

.PHONY: help setup run test browser check bench translations clean

help:
	@sed -n 's/^# //p' Makefile

setup: .venv/.done

.venv/.done: .ci/requirements.lock
	@for python in $(or $(PYTHON),python3.11 python3); do \
	    "$$python" -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && break; \
	    python=; \
	done; \
	if [ -z "$$python" ]; then \
	    echo "setup: Python 3.11 or newer with its venv module is needed (on Debian: apt-get install python3-venv)" >&2; \
	    exit 1; \
	fi; \
	echo "setup: making .venv with $$("$$python" --version)"; \
	"$$python" -m venv --clear .venv
	@echo "setup: installing $$(grep -c '^[a-z].*==' $<) packages, about a minute"
	@$(py) -m pip install --disable-pip-version-check --no-input --progress-bar off --require-hashes -r $<
	@touch $@
	@echo "setup: done"

run: setup
	@$(py) -m bot

test: setup browser
	@echo "test: running in two processes"
	@$(py) -m pytest -n 2 -q || { \
	    test $$? = 1 || exit 1; \
	    echo "test: what failed once more, alone: a machine that stands still can fail a test of time"; \
	    $(py) -m pytest -q --last-failed --last-failed-no-failures none; \
	}

browser:
	@for name in chromium chromium-browser google-chrome; do \
	    command -v "$$name" >/dev/null && exit 0; \
	done; \
	if [ "$$(id -u)" = 0 ]; then root="env"; \
	elif sudo -n true 2>/dev/null; then root="sudo -n env"; \
	else root=; fi; \
	if [ -n "$$root" ] && command -v apt-get >/dev/null; then \
	    echo "browser: installing chromium with apt-get, a minute or two"; \
	    log=$$(mktemp); \
	    { $$root apt-get update -q && \
	      $$root DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends chromium; \
	    } </dev/null >"$$log" 2>&1 && command -v chromium >/dev/null && { rm -f "$$log"; echo "browser: done"; exit 0; }; \
	    tail -n 5 "$$log" >&2; rm -f "$$log"; \
	fi; \
	echo "browser: no chromium, chromium-browser or google-chrome on PATH; install one (on Debian: apt-get install chromium)" >&2; \
	exit 1

check: setup
	$(py) -m ruff check
	$(py) -m ruff format --check
	$(py) -m mypy
	$(py) -m bot check --release
	$(py) -m bot schema --check

bench: setup
	@$(py) -m tests.bench

translations: setup
	@$(py) -m bot translations

clean:
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis .coverage .coverage.* htmlcov build dist *.egg-info
	find bot storage tests -name __pycache__ -type d -prune -exec rm -rf {} +
