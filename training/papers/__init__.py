"""Papers with every model: what is public about it, and what a person must add."""
