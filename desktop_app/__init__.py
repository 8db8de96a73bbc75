"""Guichet, the counter application of a water and electricity utility."""

__version__ = "0.1.0"
