"""Suppliers' files into contract tables, one file per supplier format."""
