"""How tests find their way about the pages."""

import re
from html import unescape

from handmade import BY_NUMBER


def address_of(number: int, query: str = "") -> str:
    return f"/pupils/{BY_NUMBER[number].pupil_id}{query}"


def names_in(html: str) -> list[str]:
    """Return the listed pupils in order, by the link of each row."""
    return re.findall(r'wm-list__pupil".*?<a [^>]*>(.*?)</a>', html)


def hidden(html: str, name: str) -> str:
    """Return the last hidden field of that name: that of the page's own form."""
    return unescape(re.findall(rf'name="{name}" value="([^"]*)"', html)[-1])
