"""Stored fact + wording -> PDF bytes."""
