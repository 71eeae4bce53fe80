"""Session marks as a SIMS report exports them: one row a pupil and session.

The file does not say when it was made, so its rows count as recorded on the day
of the delivery. The school stands in the file name. The column names are from memory
of the report and to be verified with the first real export.
"""

from __future__ import annotations

from records.readers.layout import UPN, Layout
from records.tables import IDENTITIES, MARKS

NOT_TAKEN = "-"

SIMS_MARKS = Layout(
    name="SIMS session marks",
    tables=(MARKS, IDENTITIES),
    columns={
        "Surname": IDENTITIES.column("surname"),
        "Forename": IDENTITIES.column("forename"),
        "Reg": None,
        "Year": None,
        "UPN": UPN,
        "DOB": IDENTITIES.column("date_of_birth"),
        "Date": MARKS.column("date"),
        "Session": MARKS.column("session"),
        "Mark": MARKS.column("code"),
        "Minutes Late": None,
        "Comments": None,
    },
    date_format="%d/%m/%Y",
    certain=False,
    when_empty={"code": NOT_TAKEN},
)
