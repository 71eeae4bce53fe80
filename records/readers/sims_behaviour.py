"""Behaviour records as a SIMS report exports them: one row a pupil and record.

The school stands in the file name, the day of recording is that of the delivery. No
column name and no word is confirmed in a source: all are from memory, to be verified
with the first real export. Points over three count as three.
"""

from __future__ import annotations

from records.readers.layout import UPN, Layout
from records.readers.words import BEHAVIOUR
from records.tables import INCIDENTS

SIMS_BEHAVIOUR = Layout(
    name="SIMS behaviour",
    tables=(INCIDENTS,),
    columns={
        "Surname": None,
        "Forename": None,
        "Reg": None,
        "Year": None,
        "UPN": UPN,
        "Incident ID": INCIDENTS.column("incident_id"),
        "Date": INCIDENTS.column("date"),
        "Time": None,
        "Type": INCIDENTS.column("kind"),
        "Activity": None,
        "Location": INCIDENTS.column("location"),
        "Points": INCIDENTS.column("severity"),
        "Status": None,
        "Comments": None,
    },
    date_format="%d/%m/%Y",
    certain=False,
    values=BEHAVIOUR,
    always={"withdrawn_on": None},
)
