import numpy as np
import pytest

from records.county.upn import check_letter, upns


@pytest.mark.parametrize(
    "upn",
    # Public examples (documentation of stdnum and of the DfE's MTC), then computed.
    ["B801200005001", "R674123101121", "M916200024001", "T91640012400A"],
)
def test_check_letter_agrees_with_known_numbers(upn):
    assert check_letter(upn[1:]) == upn[0]


def test_made_numbers_carry_their_letter_and_no_authority():
    made = upns(
        np.array([9992001, 9997001]), np.array([2009, 2024]), np.array([1, 999])
    )
    assert [number[1:] for number in made] == ["999200109001", "999700124999"]
    assert all(check_letter(number[1:]) == number[0] for number in made)
