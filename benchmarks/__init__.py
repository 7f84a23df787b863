"""Measure what the project promises: `python -m benchmarks`. Not shipped; one file for each benchmark."""
