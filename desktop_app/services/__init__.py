"""One module per counter gesture: open one transaction, ask the domain, write, return the fact."""
