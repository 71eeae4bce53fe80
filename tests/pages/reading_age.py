"""How old a reader must be, by Flesch and Kincaid, to read a page with ease.

Kincaid and others (1975), "Derivation of new readability formulas": the school grade
is 0.39 words a sentence + 11.8 syllables a word - 15.59; a child of grade n is n + 5.
Syllables are counted by their vowels, because no dictionary of them can be pinned.
"""

from __future__ import annotations

import re
from html import unescape

OF_A_GRADE = 5
BLOCKS = r"</(p|li|h[1-6]|dt|dd|th|td|caption|legend|label|summary|figcaption)>"
# What a reader must meet as it is: names of things, and figures.
NAMES = r"Graduated Pathway|Gloucestershire|Waymark|SENCO|[A-Z]{2,}|\d[\d.,%]*"


def prose(html: str) -> str:
    """Return what a page's main part says, each block as a sentence."""
    main = re.search(r"(?s)<main.*?</main>", html)
    text = main.group() if main else html
    text = re.sub(r"(?s)<(svg|script|select|table)\b.*?</\1>", " ", text)
    # The counter of characters is the component's own, and the same everywhere.
    text = re.sub(r"(?s)<div[^>]*-count__.*?</div>", " ", text)
    text = re.sub(BLOCKS, ". ", text)
    text = unescape(re.sub(r"<[^>]+>", "", text))
    return re.sub(r"\s+", " ", re.sub(r"([.?!:;])[\s.]*\.", r"\1", text))


def syllables(word: str) -> int:
    """Return the number of syllables: groups of vowels, without a silent e."""
    spoken = re.sub(r"(?<=[^aeiouytd])ed$|(?<=[^aeiouyl])es?$", "", word.lower())
    return max(1, len(re.findall(r"[aeiouy]+", spoken)))


def reading_age(text: str) -> float:
    """Return the age in years at which a text is read with ease."""
    text = re.sub(NAMES, "it", text)
    sentences = [each for each in re.split(r"[.?!:;]+\s", text) if each.strip()]
    words = re.findall(r"[A-Za-z]+(?:[’'][a-z]+)?", text)
    spoken = sum(map(syllables, words))
    grade = 0.39 * len(words) / len(sentences) + 11.8 * spoken / len(words) - 15.59
    return grade + OF_A_GRADE
