"""A simulated county: invented pupils and schools, published rates."""
