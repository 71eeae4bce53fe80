"""A UPN's check letter, and the pseudonym that hides it."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from records import identity
from records.errors import InputRejected
from records.identity import (
    check_letter_fits,
    pseudonyms,
    says_why_none,
)

KEY = b"a secret of at least thirty-two characters"


@pytest.mark.parametrize(
    ("upn", "fits"),
    [
        ("B801200005001", True),
        ("A801200005001", False),
        ("R674123101121", True),
        ("M916200024001", True),
        ("T91640012400A", True),
        ("J91670012512T", True),
        ("I916200024001", False),
        ("916200024001", False),
        ("M9162000240010", False),
        ("", False),
        (None, False),
    ],
)
def test_the_check_letter(upn, fits):
    assert check_letter_fits(pl.Series([upn], dtype=pl.String)).to_list() == [fits]


def test_a_reason_for_having_no_number_is_told_from_a_slip():
    reasons = [f"UN{number}" for number in range(1, 11)]
    slips = ["UN0", "UN11", "UN", "M916200024010", ""]

    assert says_why_none(pl.Series(reasons)).all()
    assert not says_why_none(pl.Series(slips)).any()
    assert not check_letter_fits(pl.Series(reasons)).any()


def test_a_pseudonym_depends_on_the_pupil_and_the_key_alone():
    upns = pl.Series(["M916200024001", None, "B801200005001", "M916200024001"])

    made = pseudonyms(upns, KEY).to_list()

    assert made[0] == made[3] != made[2]
    assert made[1] is None
    assert pseudonyms(upns, KEY).to_list() == made
    assert pseudonyms(upns, KEY + b"!").to_list() != made


@given(st.lists(st.text(min_size=1), min_size=1, unique=True))
def test_a_pseudonym_is_a_positive_number_of_63_bits(upns):
    made = pseudonyms(pl.Series(upns), KEY)

    assert made.dtype == pl.Int64
    assert made.is_between(1, 2**63 - 1).all()
    assert made.n_unique() == len(upns)


def test_pupils_who_would_share_a_pseudonym_are_refused(monkeypatch):
    monkeypatch.setattr(identity, "_pseudonym", lambda upn, key: 1)

    with pytest.raises(InputRejected, match="share a pseudonym"):
        pseudonyms(pl.Series(["M916200024001", "B801200005001"]), KEY)
