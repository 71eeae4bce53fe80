"""The JSON API that schools and systems use."""
