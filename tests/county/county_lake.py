"""What tests of the deliveries share: whom a lake calls what, and which tables."""

import polars as pl

from records.county import County
from records.identity import pseudonyms
from records.readers.layout import UPNS

KEY = b"a secret of the tests alone"
# With history, and delivered by the authority in its own layout.
OWN_TABLES = (
    *("schools", "school_links", "pupils", "pupil_links", "enrolments"),
    *("year_groups", "sen", "free_school_meals", "care_periods"),
    *("suspensions", "support"),
)


def with_pupil_ids(county: County, rows: pl.DataFrame) -> pl.DataFrame:
    """Put the pseudonym of each number of a pupil beside it."""
    links = county.register_tables["pupil_links"]["former_upn"]
    upns = pl.concat([county.register_tables["pupils"]["upn"], links]).unique()
    for pseudonym, upn in UPNS.items():
        if upn.name in rows.columns:
            named = {upn.name: upns, pseudonym: pseudonyms(upns, KEY)}
            rows = rows.join(pl.DataFrame(named), on=upn.name, maintain_order="left")
    return rows


def in_words(rows: pl.DataFrame) -> pl.DataFrame:
    """Turn the codes of a reading into text, as the county has them."""
    return rows.with_columns(pl.selectors.enum().cast(pl.String))
