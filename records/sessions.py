"""Which attendance codes are possible sessions, and which absences, as DfE counts.

Possible = present + approved educational activity + authorised + unauthorised. Codes
out of force are counted too, because old marks keep them.

References
----------
DfE, Pupil absence in schools in England: methodology.
"""

from __future__ import annotations

from records.codes import code_list


def codes_meaning(*meanings: str) -> list[str]:
    """Attendance codes with any of these meanings, those out of force too."""
    codes = code_list("attendance_codes")
    return [
        code
        for code, meaning in codes.select("code", "meaning").iter_rows()
        if meaning in meanings
    ]


ABSENT = codes_meaning("authorised", "unauthorised")
POSSIBLE = [*codes_meaning("present", "approved_activity"), *ABSENT]
