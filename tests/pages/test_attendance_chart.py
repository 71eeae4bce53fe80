from datetime import date, timedelta

from serving.pages.attendance_chart import BOTTOM, LEFT, RIGHT, TOP, Point, draw
from serving.store.views import AttendanceWeek

MONDAY = date(2026, 9, 7)


def weeks(*missed: int | None) -> list[AttendanceWeek]:
    """Return weeks of ten sessions; None stands for a week without any."""
    return [
        AttendanceWeek(
            MONDAY + timedelta(weeks=place), 0 if absent is None else 10, absent or 0
        )
        for place, absent in enumerate(missed)
    ]


def test_full_attendance_is_at_the_top_and_half_at_the_bottom() -> None:
    chart = draw(weeks(0, 5))
    assert chart.points == (Point(LEFT, TOP), Point(RIGHT, BOTTOM))
    assert [line.text for line in chart.grid] == ["50%", "75%", "100%"]


def test_the_picture_starts_at_nothing_when_attendance_is_under_half() -> None:
    assert [line.text for line in draw(weeks(0, 6)).grid] == ["0%", "50%", "100%"]


def test_no_line_is_drawn_across_a_week_without_sessions() -> None:
    chart = draw(weeks(0, 1, None, 2, 3))
    assert len(chart.lines) == 2
    assert len(chart.points) == 4
    assert "21 Sep no sessions" in chart.label


def test_a_lone_week_is_a_point_without_a_line() -> None:
    chart = draw(weeks(1))
    assert len(chart.points) == 1
    assert chart.lines == ()


def test_the_words_say_what_the_picture_shows() -> None:
    chart = draw(reversed(weeks(0, 1, 4)))
    assert chart.label.endswith("7 Sep 100%, 14 Sep 90%, 21 Sep 60%")
    assert chart.summary.startswith("Missed 5 of 30 sessions (17%).")
    assert "week of 21 September 2026: 4 of 10" in chart.summary


def test_the_words_end_with_the_latest_week_that_had_sessions() -> None:
    summary = draw(weeks(0, 4, None)).summary
    assert "week of 14 September 2026: 4 of 10" in summary


def test_weeks_without_any_session_say_so() -> None:
    assert draw(weeks(None, None)).summary.startswith("No possible sessions")
    assert draw([]).weeks == ()
