"""Session marks as Bromcom exports them: one row a pupil and session.

The school stands in the file name, the day of recording is that of the delivery. No
column name is confirmed in a public source: all are from memory of the registration
marks, which exist with ``PersonID`` or ``StudentID``, to be verified with the first
real export.
"""

from __future__ import annotations

from records.readers.layout import UPN, Layout
from records.readers.words import SESSIONS
from records.tables import MARKS

BROMCOM_MARKS = Layout(
    name="Bromcom session marks",
    tables=(MARKS,),
    columns={
        "PersonID": None,
        "StudentID": None,
        "UPN": UPN,
        "FirstName": None,
        "LastName": None,
        "YearGroup": None,
        "TutorGroup": None,
        "Date": MARKS.column("date"),
        "Session": MARKS.column("session"),
        "MarkCode": MARKS.column("code"),
        "MinutesLate": None,
        "Reason": None,
        "Comment": None,
    },
    date_format="%d/%m/%Y",
    certain=False,
    values={"session": SESSIONS},
)
