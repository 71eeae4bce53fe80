"""A document that cannot be right is refused by file and place, and names nobody."""

import json
import tracemalloc
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from records.errors import InputRejected
from records.readers import assembly_json, census_xml, ctf_xml, wonde_json
from records.readers.json_pages import pages, records
from records.readers.xml_stream import elements

DATA = Path(__file__).parent / "data"
KNOWN_ON = date(2026, 1, 20)
SAM = "Y999900124001"
CENSUS = (DATA / "census.xml").read_bytes()
CTF = (DATA / "ctf.xml").read_bytes()
XML_READERS = [(census_xml.read, CENSUS), (ctf_xml.read, CTF)]
BOMB = b"""<?xml version="1.0"?>
<!DOCTYPE Message [
  <!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
  <!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">
]>
<Message><Header>&c;</Header></Message>
"""
EXTERNAL = b"""<?xml version="1.0"?>
<!DOCTYPE Message SYSTEM "http://localhost/message.dtd">
<Message/>
"""
FETCHED = b"""<?xml version="1.0"?>
<!DOCTYPE Message [<!ENTITY x SYSTEM "file:///etc/hostname">]>
<Message><Header>&x;</Header></Message>
"""


def refusal(read, content, tmp_path, name="return.xml"):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputRejected) as refused:
        read(path, KNOWN_ON).problems.settle(0)
    return str(refused.value)


def census_refusal(old, new, tmp_path):
    assert old.encode() in CENSUS
    spoilt = CENSUS.replace(old.encode(), new.encode(), 1)
    return refusal(census_xml.read, spoilt, tmp_path)


@pytest.mark.parametrize("content", [BOMB, EXTERNAL, FETCHED])
def test_no_entity_is_expanded_or_fetched(content, tmp_path):
    said = refusal(census_xml.read, content, tmp_path)

    assert said.startswith("return.xml, line 2: has a document type declaration")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "line 1: ends before its last element does; ask the supplier"),
        (CENSUS[:2000], "ends before its last element does"),
        (
            CENSUS.replace(b"Sam<", b"S\xe9m<"),
            "line 25: is not XML here, or not in the",
        ),
        (
            CENSUS.replace(b"UTF-8", b"EBCDIC"),
            "line 1: declares an encoding other than",
        ),
        (
            CENSUS.replace(b"Sam<", b"&sam;<"),
            "line 25: is not well-formed XML (undefin",
        ),
        (
            CENSUS.replace(b"</DOB>", b"</DOV>", 1),
            "line 26: is not well-formed XML (mis",
        ),
        (
            CENSUS.replace(b"<Forename>Sam", b"<Forename>" + b"S" * 20_000),
            "line 25: has",
        ),
        (CTF.replace(b"CTfile", b"Message"), "has no ReferenceDate in its Header"),
        (CTF, "line 2: begins with another element than Message"),
        (b"<Message>" + b"<a>" * 100, "line 1: is nested over 40 elements deep"),
        (
            b"<Message><!--" + b"x" * (2 << 20),
            "line 1: has a tag or comment over a meg",
        ),
        (
            b"<Message a='" + b"x" * (2 << 20),
            "line 1: has a tag or comment over a mega",
        ),
        (
            b"<Message><PupilOnRoll/><Header/></Message>",
            "line 1: has a pupil before its Header",
        ),
        (
            b"<Message><Header>" + b"<a/>" * 20_001 + b"</Header></Message>",
            "line 1: has over 20,000 elements in Header of line 1",
        ),
    ],
)
def test_xml_that_cannot_be_read(content, said, tmp_path):
    assert said in refusal(census_xml.read, content, tmp_path)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("SUSP", "HOME", "line 52, element Category: 'HOME' is not in the code list"),
        ("2025-11-03", "03/11/2025", "element ExclusionStartDate: '03/11/2025' is not"),
        (
            "2025-09-01</E",
            "2025-9-1</E",
            "element PupilStatus/EntryDate: '2025-9-1' is",
        ),
        ("<LEA>999</LEA>", "", "element Header/LEA, Estab: is empty; every row needs"),
        ("<Category>SUSP", "<Category>FIXD", "'FIXD' was not in force on that start_d"),
        (f"<UPN>{SAM}</UPN>", "", "line 21, element PupilIdentifiers/UPN: is empty"),
        ("Sam<", "S\tm<", "PupilIdentifiers/Forename: holds a control character"),
        (
            "2026-01-15",
            "15/01/2026",
            "has no ReferenceDate in its Header that is a date",
        ),
    ],
)
def test_an_element_that_cannot_be_right(old, new, said, tmp_path):
    assert said in census_refusal(old, new, tmp_path)


def test_nothing_that_names_a_pupil_is_said(tmp_path):
    said = census_refusal("2013-11-20", "1813-11-20", tmp_path)

    assert "element PupilIdentifiers/DOB: is out of range" in said
    for secret in (SAM, "Example", "Sam", "1813"):
        assert secret not in said


def test_memory_does_not_grow_with_the_document(tmp_path):
    pupil = CENSUS[CENSUS.index(b"<PupilOnRoll>") : CENSUS.index(b"</PupilsOnRoll>")]

    def peak(pupils):
        path = tmp_path / "return.xml"
        path.write_bytes(b"<Message>" + pupil * pupils + b"</Message>")
        tracemalloc.start()
        read = sum(1 for _ in elements(path, root="Message", names=["PupilOnRoll"]))
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert read == pupils
        return most

    assert peak(400) < 1.5 * peak(100)


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_a_cut_or_damaged_document_is_read_or_refused(data, tmp_path_factory):
    read, whole = data.draw(st.sampled_from(XML_READERS))
    start = data.draw(st.integers(0, len(whole)))
    length = data.draw(st.integers(0, 40))
    damage = data.draw(st.binary(max_size=12) | st.just(b"</Pupils>") | st.just(b"<a>"))
    path = tmp_path_factory.mktemp("damaged") / "return.xml"
    path.write_bytes(whole[:start] + damage + whole[start + length :])

    try:
        tables = read(path, KNOWN_ON).tables
    except InputRejected:
        return
    assert all(frame["upn"].null_count() == 0 for frame in tables.values())


@settings(max_examples=40, deadline=None)
@given(content=st.binary(max_size=200))
def test_random_bytes_are_refused(content, tmp_path_factory):
    folder = tmp_path_factory.mktemp("random")
    for read in (census_xml.read, ctf_xml.read):
        refusal(read, content, folder)
    (folder / "return.xml").unlink()
    (folder / "students-1.json").write_bytes(content)
    for module in (wonde_json, assembly_json):
        with pytest.raises(InputRejected):
            module.read(folder, KNOWN_ON, laestab=9994001)


PLAIN = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
NESTED = st.recursive(
    PLAIN, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
)
PAGES = sorted([*DATA.glob("wonde/*.json"), *DATA.glob("assembly/*.json")])


def spoilt(found, at, value):
    """Return a page of which one part, counted in order, is something else."""
    left = [at]

    def walk(part):
        left[0] -= 1
        if left[0] == 0:
            return value
        if isinstance(part, dict):
            return {name: walk(inner) for name, inner in part.items()}
        return [walk(inner) for inner in part] if isinstance(part, list) else part

    return walk(found)


@settings(max_examples=60, deadline=None)
@given(page=st.sampled_from(PAGES), at=st.integers(1, 40), value=NESTED)
def test_a_page_with_anything_in_it_is_read_or_refused(
    page, at, value, tmp_path_factory
):
    folder = tmp_path_factory.mktemp("pages")
    for path in page.parent.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    content = spoilt(json.loads(page.read_text(encoding="utf-8")), at, value)
    (folder / page.name).write_text(json.dumps(content), encoding="utf-8")
    module = wonde_json if page.parent.name == "wonde" else assembly_json

    try:
        tables = module.read(folder, KNOWN_ON, laestab=9994001).tables
    except InputRejected:
        return
    assert all(frame["upn"].null_count() == 0 for frame in tables.values())


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "students-1.json: is not JSON in line 1"),
        (b'{"data": [\n', "students-1.json: is not JSON in line 2"),
        (b'{"data":\n "\xe9"}', "students-1.json: is not UTF-8 in line 2"),
        (b"[" * 100_000, "students-1.json: is nested or numbered beyond all bounds"),
        (b"[" + b"1" * 10_000 + b"]", "is nested or numbered beyond all bounds"),
        (b'{"data": [1]}', "is not a page, an object whose 'data' is a list of"),
        (b"[]", "is not a page, an object whose 'data' is a list of records"),
        (
            b'{"data": [{}, {"upn": ["Y9"]}]}',
            "students-1.json, record 2, field upn: is not one word, number or d",
        ),
        (
            b'{"data": [{"upn": "\\ud800"}]}',
            "students-1.json, record 1, field upn: is not one word, number or d",
        ),
    ],
)
def test_a_page_that_cannot_be_read(content, said, tmp_path):
    (tmp_path / "students-1.json").write_bytes(content)

    with pytest.raises(InputRejected) as refused:
        assembly_json.read(tmp_path, KNOWN_ON, laestab=9994001).problems.settle(0)

    assert said in str(refused.value)


def test_a_mark_of_nobody_is_refused_by_page_and_record(tmp_path):
    for path in (DATA / "assembly").glob("attendances-*"):
        (tmp_path / path.name).write_bytes(path.read_bytes())

    with pytest.raises(InputRejected) as refused:
        assembly_json.read(tmp_path, KNOWN_ON, laestab=9994001).problems.settle(0)

    said = "attendances-1.json, record 2, field student_id: is of no student in the"
    assert said in str(refused.value)


def test_a_time_that_is_not_midnight_is_no_date(tmp_path):
    for path in (DATA / "assembly").iterdir():
        text = path.read_text(encoding="utf-8")
        # Midnight in summer, as a clock in Greenwich shows it: a day too early.
        text = text.replace('"2025-09-08"', '"2025-09-07T23:00:00.000Z"')
        (tmp_path / path.name).write_text(text, encoding="utf-8")

    with pytest.raises(InputRejected, match="field session_date: '2025-09-07T23:00"):
        assembly_json.read(tmp_path, KNOWN_ON, laestab=9994001).problems.settle(0)


@pytest.mark.parametrize("name", ["notes.txt", "incidents-1.json", "students-x.json"])
def test_a_file_that_is_not_a_page(name, tmp_path):
    (tmp_path / name).write_text("{}", encoding="utf-8")

    with pytest.raises(InputRejected, match="is not a page that is known; name p"):
        pages(tmp_path, ["students"])


def test_a_folder_without_pages(tmp_path):
    with pytest.raises(InputRejected, match="holds no page; name pages ENDPOINT"):
        pages(tmp_path, ["students"])
    with pytest.raises(InputRejected, match="is not a folder of pages"):
        pages(tmp_path / "missing", ["students"])


def test_a_page_beyond_all_bounds_is_not_opened(tmp_path):
    page = tmp_path / "students-1.json"
    with page.open("wb") as file:
        file.truncate((64 << 20) + 1)

    with pytest.raises(InputRejected, match="is over 64 MB; ask for smaller pages"):
        next(records([page], ["students"]))
