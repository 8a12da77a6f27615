"""Judges find behaviours in a transcript; code checks their quotes and computes the score."""
