"""Steps from one age of the book to the next, run by `migrating`."""
