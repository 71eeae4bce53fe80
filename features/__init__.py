"""What we derive: one row per pupil and day, as known on the day."""
