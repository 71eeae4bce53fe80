"""Session marks as an Arbor custom report exports them: one row a pupil and session.

The school stands in the file name, the day of recording is that of the delivery. No
column name is confirmed in a public source: all are from memory of the report on
statutory roll calls, to be verified with the first real export.
"""

from __future__ import annotations

from records.readers.layout import UPN, Layout
from records.readers.words import SESSIONS
from records.tables import MARKS

ARBOR_MARKS = Layout(
    name="Arbor session marks",
    tables=(MARKS,),
    columns={
        "Student": None,
        "Arbor Student ID": None,
        "UPN": UPN,
        "Year Group": None,
        "Registration Form": None,
        "Date": MARKS.column("date"),
        "Session (AM/PM)": MARKS.column("session"),
        "Mark": MARKS.column("code"),
        "Minutes Late": None,
        "Note": None,
    },
    date_format="%d/%m/%Y",
    certain=False,
    values={"session": SESSIONS},
)
