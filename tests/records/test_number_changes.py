"""Numbers that changed, as files say them: taken in as pseudonyms, never shown."""

import pytest
from conftest import SAM

from records.errors import InputRejected

FORMER = "J99990012400A"
LINKS = f"upn,former_upn,recorded_on\n{SAM},{FORMER},2025-09-09\n"


def test_a_former_number_becomes_a_pseudonym(delivery):
    delivery.write("pupil_links.csv", LINKS)
    delivery.ingest()

    (link,) = delivery.lake.scan("pupil_links").collect().rows(named=True)
    sam = delivery.lake.scan("marks").collect()["pupil_id"]
    assert link["pupil_id"] in sam
    assert link["former_pupil_id"] not in sam
    assert FORMER not in str(link)


def test_marks_may_be_of_a_number_that_only_a_link_knows(delivery):
    delivery.write("pupil_links.csv", LINKS)
    delivery.spoil("marks.csv", SAM, FORMER)

    delivery.ingest()

    assert delivery.lake.scan("marks").collect()["pupil_id"].n_unique() == 3


@pytest.mark.parametrize(
    ("former", "said"),
    [
        ("J99990012400B", "former_upn: holds a UPN whose form or check letter"),
        ("UN3", "former_upn: says why the pupil has no UPN"),
    ],
)
def test_what_is_no_number_is_refused_without_repeating_it(delivery, former, said):
    delivery.write("pupil_links.csv", LINKS.replace(FORMER, former))

    with pytest.raises(InputRejected, match=said) as refused:
        delivery.ingest()

    assert former not in str(refused.value)


def test_a_pupil_without_a_number_is_refused_with_what_to_do(delivery):
    delivery.spoil("marks.csv", SAM, "UN10")

    with pytest.raises(InputRejected, match="temporary if need be"):
        delivery.ingest()


def test_a_school_carries_on_under_a_new_number(delivery):
    delivery.write(
        "school_links.csv",
        "urn,predecessor_urn,start_date,recorded_on\n"
        "900001,900002,2025-09-01,2025-09-01\n",
    )
    delivery.ingest()

    links = delivery.lake.scan("school_links").collect()
    assert links.select("urn", "predecessor_urn").rows() == [(900001, 900002)]
