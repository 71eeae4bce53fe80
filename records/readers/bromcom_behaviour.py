"""Behaviour records as Bromcom exports them: one row a pupil and record.

The school stands in the file name, the day of recording is that of the delivery. No
column name and no word is confirmed in a source: all are from memory, to be verified
with the first real export. Points over three count as three.
"""

from __future__ import annotations

from records.readers.layout import UPN, Layout
from records.readers.words import BEHAVIOUR
from records.tables import INCIDENTS

BROMCOM_BEHAVIOUR = Layout(
    name="Bromcom behaviour",
    tables=(INCIDENTS,),
    columns={
        "PersonID": None,
        "StudentID": None,
        "UPN": UPN,
        "FirstName": None,
        "LastName": None,
        "YearGroup": None,
        "TutorGroup": None,
        "EventID": INCIDENTS.column("incident_id"),
        "EventDate": INCIDENTS.column("date"),
        "EventType": INCIDENTS.column("kind"),
        "Points": INCIDENTS.column("severity"),
        "Location": INCIDENTS.column("location"),
        "Comment": None,
    },
    date_format="%d/%m/%Y",
    certain=False,
    values=BEHAVIOUR,
    always={"withdrawn_on": None},
)
