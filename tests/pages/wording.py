"""A search for words that judge a child."""

import re

from serving.pages.words import NEVER


def judging_words(text: str) -> list[str]:
    """Return the words that judge a child, found as whole words."""
    patterns = (rf"\b{re.escape(word)}s?\b" for word in NEVER)
    found = (re.findall(pattern, text, flags=re.IGNORECASE) for pattern in patterns)
    return [word for each in found for word in each]
