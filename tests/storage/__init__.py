"""The book: nothing lost, nothing changed unseen, everything found."""
