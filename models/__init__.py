"""What we learn: calibrated risks for any outcome through one code path."""
