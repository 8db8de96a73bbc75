"""The rules of the trade: pure functions on frozen values, no clock, no input or output, no wording."""
