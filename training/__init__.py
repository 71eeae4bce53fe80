"""How a model earns its place."""
