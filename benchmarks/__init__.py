"""Measures the program against its budgets; `python -m benchmarks` runs all and writes the page."""
