"""Benchmarks of speed and size; `make bench` runs them all and writes docs/performance.md."""
