# One command each: `make demo` installs and runs the main job, `make test` installs and tests.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DEMO := demo
OUT := demo-out

.PHONY: demo test types tests docs clean
# Many short processes start here: what one has compiled the next need not.
unexport PYTHONDONTWRITEBYTECODE

$(BIN)/kongcuo: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --editable .
	touch $@

$(VENV)/.dev: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --no-compile --editable '.[dev,live]'
	touch $(BIN)/kongcuo $@

demo: $(BIN)/kongcuo
	rm -rf $(DEMO) $(OUT)
	$(BIN)/kongcuo demo $(DEMO)
	$(BIN)/kongcuo batch $(DEMO) --out $(OUT) --policy zhushan-2021 --date 2025-10-20 || test $$? -eq 1

test: $(VENV)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(MAKE) --jobs=2 types tests

types:
	$(BIN)/mypy

tests:
	$(BIN)/python -m pytest -n auto --dist loadgroup

docs: $(VENV)/.dev
	$(BIN)/python docs/generate.py
	$(BIN)/python -m benchmarks.accuracy

clean:
	rm -rf $(VENV) $(DEMO) $(OUT) dist build
