"""What we know: typed, checked, dated tables, as known on any day."""
