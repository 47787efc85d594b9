# Two commands matter: `make demo` and `make test`. Both set up what they need; neither needs root.
PYTHON ?= python3
PY := .venv/bin/python
ARGS ?=
SEEDS ?= 0
COUNT ?= 1000
STATIC := src/safeconduct/node/static

.PHONY: setup demo test check bench campaign campaign-certificates campaign-games campaign-packs campaign-inquiries campaign-protocol campaign-watch campaign-watch-kills campaign-draws campaign-accord campaign-replay campaign-route look docs clean

setup: .venv/.done $(STATIC)/.done

.venv/.done: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	.venv/bin/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

node_modules/.done: package.json package-lock.json
	npm ci --no-audit --no-fund --loglevel=error
	@touch $@

$(STATIC)/.done: node_modules/.done $(shell find web src/safeconduct/node/locales -type f)
	npm run --silent build
	@touch $@

demo: setup
	.venv/bin/safeconduct demo $(ARGS)

check: .venv/.done node_modules/.done
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/mypy
	.venv/bin/lint-imports
	npm run --silent check

# Tests with real programs mostly wait: they run beside the others, the two long stories beside the rest of them.
test: setup check
	@mkdir -p build
	@.venv/bin/pytest tests/e2e/test_demo.py > build/stories.txt 2>&1 & stories=$$!; \
	.venv/bin/pytest tests/e2e --ignore=tests/e2e/test_demo.py > build/e2e.txt 2>&1 & e2e=$$!; \
	trap "kill $$stories $$e2e" INT TERM; \
	.venv/bin/pytest --ignore=tests/e2e; rest=$$?; \
	wait $$stories; told=$$?; wait $$e2e; real=$$?; cat build/stories.txt build/e2e.txt; \
	[ $$rest -eq 0 ] && [ $$told -eq 0 ] && [ $$real -eq 0 ]

bench: setup
	.venv/bin/safeconduct bench $(ARGS)

campaign: setup
	$(PY) -m tests.campaign --seeds $(SEEDS) --count $(COUNT) $(ARGS)

# The engine against the definition: cases, first seed, processes.
campaign-protocol: .venv/.done
	$(PY) -m tests.naive.campaign $(or $(ARGS),100000 0 2)

# Three parties negotiate an accord while a link is cut: negotiations, first seed, acts, clauses.
campaign-accord: .venv/.done
	$(PY) -m tests.campaign.accord $(COUNT) $(SEEDS) $(or $(ARGS),400 60)

# Draws of a route under every pattern of refusal, against the stated odds.
campaign-draws: .venv/.done
	$(PY) -m tests.campaign.draws $(COUNT) $(SEEDS)

# Mutated packs before both verifiers: how many, seed.
campaign-packs: setup
	$(PY) -m tests.campaign.packs $(or $(ARGS),5000 0)

# Reports of inquiries with one bit changed before both verifiers, in each language: how many, seed.
campaign-inquiries: setup
	$(PY) -m tests.campaign.inquiries $(or $(ARGS),1000 0)

# Forged certificates of a plan, all to be refused: how many, seed.
campaign-certificates: .venv/.done
	$(PY) -m tests.naive.forgeries $(or $(ARGS),10000 0)

# Games at random with a route, against the list of all routes and sites: how many, seed.
campaign-games: .venv/.done
	$(PY) -m tests.campaign.games $(or $(ARGS),1000 0)

docs: setup
	$(PY) scripts/docs.py

# The watch against its twins: pairs of point and polygon, histories, first seed, stories of zones that change.
campaign-watch: .venv/.done
	$(PY) -m tests.naive.campaign_watch $(or $(ARGS),10000000 10000 0 10000)

# Real tracks against the twin: orders of arrival, first seed.
campaign-route: .venv/.done
	$(PY) -m tests.naive.route $(or $(ARGS),100 0)

# `watch replay --feed csv` against a twin that knows nothing of the project: cases, first seed.
campaign-replay: .venv/.done
	$(PY) -m tests.naive.campaign_replay $(or $(ARGS),2000 0)

# A node that is killed while positions stream in out of order: positions, kills, seed.
campaign-watch-kills: .venv/.done
	$(PY) -m tests.campaign.watch_kills $(or $(ARGS),1000000 50 0)

# Pictures of every page in three languages, dark and light, on a phone, a desk and a wall: to be looked at.
look: setup
	$(PY) -m tests.e2e.look $(or $(ARGS),build/look)

clean:
	rm -rf .venv node_modules $(STATIC)
