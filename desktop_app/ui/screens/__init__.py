"""The places of the window, one file each: `build`, `load(fact)`, slots."""
