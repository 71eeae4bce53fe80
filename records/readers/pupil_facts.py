"""Facts of a pupil that documents state in another form than the contracts."""

from __future__ import annotations

import re
from datetime import date

from records.codes import code_list
from records.readers.xml_stream import Element

# Children in nursery years are not screened.
NURSERY = ("E1", "E2", "N1", "N2")
LANGUAGE_GROUPS = ("ENG", "ENB", "OTH", "OTB", "REF", "NOT")
ANOTHER_LANGUAGE = "OTH"
# Languages and their dialects, such as PNJ and PNJA.
LANGUAGE = re.compile("[A-Z]{3,4}")
YEAR_STARTS_IN = 8
UNRANKED = "?"  # sorts after every digit
KINDS = {
    (item, census_code): code
    for code, item, census_code in code_list("circumstances")
    .select("code", "census_item", "census_code")
    .iter_rows()
}
CENSUS_ITEMS = tuple(dict.fromkeys(item for item, _ in KINDS))
# No, not declared, refused and unknown (CS006, CS087, CS118, CS134).
NOT_DECLARED = ("N", "ND", "R", "U")


def birth_month(day: str | None) -> str | None:
    """Return the first day of the month of a date of birth; None where it is no date.

    The date itself is checked where it is kept, without being shown to anyone.
    """
    if day is None:
        return None
    try:
        return date.fromisoformat(day).replace(day=1).isoformat()
    except ValueError:
        return None


def academic_year(day: date) -> str:
    """Return the academic year of a day, which starts on 1 August: ``"2025/26"``."""
    start = day.year if day.month >= YEAR_STARTS_IN else day.year - 1
    return f"{start}/{(start + 1) % 100:02}"


def laestab(authority: str | None, establishment: str | None) -> str | None:
    """Join the numbers of an authority and an establishment; None when one lacks."""
    if authority is None or establishment is None:
        return None
    return f"{authority}{establishment:>04}"


def language_group(language: str | None) -> str | None:
    """Return the group of a language: a code of its own means another than English."""
    if language is None or language in LANGUAGE_GROUPS:
        return language
    return ANOTHER_LANGUAGE if LANGUAGE.fullmatch(language) else language


def needs(pupil: Element) -> dict[str, str | None]:
    """Return the needs of the first two ranks; unranked ones come last, in order."""
    ranked = sorted(
        pupil.inside("*/SENneed"), key=lambda need: need.text("SENtypeRank") or UNRANKED
    )
    first, second, *_ = [*(need.text("SENtype") for need in ranked), None, None]
    return {"primary_need": first, "secondary_need": second}


def circumstances(pupil: Element) -> list[str]:
    """Return what holds of a pupil by the census, in the codes of that list.

    What is said in no code that DfE has comes back as it stands, for a check to refuse.
    """
    said = [(item, pupil.text(f"*/{item}")) for item in CENSUS_ITEMS]
    kinds = [KINDS.get((item, code or ""), code) for item, code in said]
    return [kind for kind in kinds if kind is not None and kind not in NOT_DECLARED]
