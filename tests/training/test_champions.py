from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from training_county import tiny_bundle

from records.errors import NoChampion
from training import champions

NAME = "suspension"


@pytest.fixture
def first():
    return tiny_bundle("first")


@pytest.fixture
def second():
    return tiny_bundle("second")


def digest_of(folder: Path, name: str) -> str:
    held = champions.held(folder, name)
    assert held is not None
    return held.digest


def test_before_the_first_promotion_there_is_none(tmp_path):
    assert champions.held(tmp_path, NAME) is None


def test_the_new_champion_is_there_and_the_old_one_kept(tmp_path, first, second):
    assert champions.install(tmp_path, NAME, first)
    assert champions.install(tmp_path, NAME, second)
    assert digest_of(tmp_path, NAME) == second.digest
    assert digest_of(tmp_path, champions.previous(NAME)) == first.digest


def test_installing_the_champion_again_keeps_its_predecessor(tmp_path, first, second):
    champions.install(tmp_path, NAME, first)
    champions.install(tmp_path, NAME, second)
    assert not champions.install(tmp_path, NAME, second)
    assert digest_of(tmp_path, champions.previous(NAME)) == first.digest


def test_only_the_last_two_are_kept(tmp_path, first, second):
    third = replace(first, manifest=replace(first.manifest, lake_digest="third"))
    for one in (first, second, third):
        champions.install(tmp_path, NAME, one)
    assert len(list((tmp_path / champions.KEPT).iterdir())) == 2


def test_an_exchange_brings_the_previous_back(tmp_path, first, second):
    champions.install(tmp_path, NAME, first)
    champions.install(tmp_path, NAME, second)
    champions.exchange(tmp_path, NAME)
    assert digest_of(tmp_path, NAME) == first.digest
    assert digest_of(tmp_path, champions.previous(NAME)) == second.digest


def test_without_a_previous_there_is_nothing_to_go_back_to(tmp_path, first):
    champions.install(tmp_path, NAME, first)
    with pytest.raises(NoChampion, match="no previous"):
        champions.exchange(tmp_path, NAME)


def test_a_copy_broken_off_before_is_replaced(tmp_path, first):
    folder = tmp_path / champions.KEPT / f"{NAME}-{first.digest[:12]}.incoming"
    folder.mkdir(parents=True)
    (folder / "model.txt").write_text("half of it")
    champions.install(tmp_path, NAME, first)
    assert digest_of(tmp_path, NAME) == first.digest


def test_the_folder_can_be_moved(tmp_path, first):
    champions.install(tmp_path / "before", NAME, first)
    (tmp_path / "before").rename(tmp_path / "after")
    assert digest_of(tmp_path / "after", NAME) == first.digest
