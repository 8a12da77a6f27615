"""Rehearsal Room: practise staying an individual contributor with a simulated boss."""
