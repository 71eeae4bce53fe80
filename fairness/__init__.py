"""Whom it serves well: arrays and group labels in, numbers with intervals out."""
