"""What stands beside a rejected row is taken, whatever is empty in it."""

from conftest import ALEX, SAM


def test_a_row_with_empty_values_beside_a_rejected_one(delivery):
    delivery.write(
        "enrolments.csv",
        "upn,urn,status,entry_date,leaving_date,leaving_reason,recorded_on\n"
        f"{SAM},900001,C,2025-09-01,,,2025-09-02\n"
        f"{ALEX},900001,?,2025-09-01,,,2025-09-02\n",
    )

    report = delivery.ingest(most_rejected=0.5)

    assert report.rejected == 1
    spells = delivery.lake.scan("enrolments").select("status", "leaving_date")
    assert spells.collect().rows() == [("C", None)]
