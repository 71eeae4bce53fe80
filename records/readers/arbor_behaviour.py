"""Behaviour records as an Arbor custom report exports them: one row a pupil and record.

The school stands in the file name, the day of recording is that of the delivery. No
column name and no word is confirmed in a source: all are from memory, to be verified
with the first real export. Levels over three count as three.
"""

from __future__ import annotations

from records.readers.layout import UPN, Layout
from records.readers.words import BEHAVIOUR
from records.tables import INCIDENTS

ARBOR_BEHAVIOUR = Layout(
    name="Arbor behaviour",
    tables=(INCIDENTS,),
    columns={
        "Student": None,
        "Arbor Student ID": None,
        "UPN": UPN,
        "Year Group": None,
        "Registration Form": None,
        "Incident ID": INCIDENTS.column("incident_id"),
        "Date": INCIDENTS.column("date"),
        "Behaviour": INCIDENTS.column("kind"),
        "Severity": INCIDENTS.column("severity"),
        "Location": INCIDENTS.column("location"),
        "Summary": None,
    },
    date_format="%d/%m/%Y",
    certain=False,
    values=BEHAVIOUR,
    always={"withdrawn_on": None},
)
