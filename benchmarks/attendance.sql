-- The attendance features as a person would write them for DuckDB, to be timed against.
-- Given: marks, enrolments and year_groups in lake schema; days and codes, which number
-- the days and say what a code counts as; and the day, as seen from the calendar.
with known as (
    select pupil_id, urn, date, session, code
    from marks
    where recorded_on < $as_of and (superseded_on is null or superseded_on >= $as_of)
      and date >= $first_day and date < $as_of
), moved as (
    select pupil_id from known group by pupil_id having min(urn) <> max(urn)
), placed as (
    select pupil_id, date, code, row_number() over (
        partition by pupil_id, date, session
        order by absent + 2 * (1 - possible), urn
    ) as place
    from known semi join moved using (pupil_id) join codes using (code)
), register as (
    select pupil_id, date, code from known anti join moved using (pupil_id)
    union all
    select pupil_id, date, code from placed where place = 1
), marked as (
    select * from register join codes using (code) join days using (date)
), windows as (
    select
        pupil_id,
        sum(possible) filter (week >= $number - 1) as possible_1w,
        sum(absent) filter (week >= $number - 1) as absent_1w,
        sum(possible) filter (week >= $number - 4) as possible_4w,
        sum(absent) filter (week >= $number - 4) as absent_4w,
        sum(possible) filter (week >= $number - 12) as possible_12w,
        sum(absent) filter (week >= $number - 12) as absent_12w,
        sum(possible) filter (week >= $year_week) as possible_year,
        sum(absent) filter (week >= $year_week) as absent_year,
        sum(possible) filter (week < $year_week) as possible_last_year,
        sum(absent) filter (week < $year_week) as absent_last_year
    from marked group by pupil_id
), by_day as (
    select
        pupil_id, day, min(week) as week, min(weekday) as weekday,
        sum(possible) as possible, sum(absent) as absent,
        sum(unauthorised) as unauthorised, sum(illness) as illness,
        sum(unexplained) as unexplained, sum(late) as late,
        sum(late_after_close) as late_after_close, sum(part_time) as part_time,
        sum(unrecorded) as unrecorded
    from marked where date >= $twelve_weeks_ago group by pupil_id, day
), sums as (
    select
        pupil_id,
        sum(unauthorised) as unauthorised, sum(illness) as illness, sum(late) as late,
        sum(late_after_close) as late_after_close, sum(part_time) as part_time,
        sum(unrecorded) as unrecorded,
        sum(unexplained) filter (week >= $number - 4) as unexplained_4w,
        sum(absent) filter (weekday in (1, 5)) as edge,
        count(*) filter (absent > 0 and absent < possible) as part_days
    from by_day group by pupil_id
), by_week as (
    select pupil_id, week, sum(absent) > 0 as broken
    from by_day group by pupil_id, week having sum(possible) > 0
), broken_weeks as (
    select *, coalesce(max(week) filter (broken) over (partition by pupil_id), 0) as last
    from by_week
), full_weeks as (
    select
        pupil_id, count(*) filter (broken) as weeks_with_absence_12w,
        count(*) filter (week > last) as full_weeks_in_a_row
    from broken_weeks group by pupil_id
), away as (
    select pupil_id, day, day - row_number() over (
        partition by pupil_id order by day
    ) as spell
    from by_day where absent > 0
), spell as (
    select pupil_id, count(*) as length, max(day) as last_day
    from away group by pupil_id, spell
), spells as (
    select
        pupil_id, count(*) as spells_12w, max(length) as longest,
        max(length) filter (last_day = $last_school_day) as current
    from spell group by pupil_id
), cohort as (
    select pupil_id, urn from enrolments
    where recorded_on < $as_of and (superseded_on is null or superseded_on >= $as_of)
      and entry_date <= $as_of and (leaving_date is null or leaving_date >= $as_of)
), year as (
    select pupil_id, year_group from year_groups
    where recorded_on < $as_of and (superseded_on is null or superseded_on >= $as_of)
      and academic_year = $year
), compared as (
    select
        *,
        sum(absent_12w) over (partition by year_group)
            / nullif(sum(possible_12w) over (partition by year_group), 0) as of_year,
        sum(absent_12w) over (partition by urn)
            / nullif(sum(possible_12w) over (partition by urn), 0) as of_school,
        absent_4w / nullif(possible_4w, 0) as rate_4w,
        absent_12w / nullif(possible_12w, 0) as rate_12w,
        absent_last_year / nullif(possible_last_year, 0) as rate_last_year
    from cohort
    left join year using (pupil_id)
    left join windows using (pupil_id)
    left join sums using (pupil_id)
    left join full_weeks using (pupil_id)
    left join spells using (pupil_id)
)
select
    pupil_id,
    absent_1w / nullif(possible_1w, 0) as absence_rate_1w,
    rate_4w as absence_rate_4w,
    rate_12w as absence_rate_12w,
    absent_year / nullif(possible_year, 0) as absence_rate_year,
    rate_last_year as absence_rate_last_year,
    rate_4w - rate_12w as absence_trend,
    rate_12w - rate_last_year as absence_change_on_last_year,
    rate_12w - of_year as absence_above_year_group_12w,
    rate_12w - of_school as absence_above_school_12w,
    coalesce(possible_12w, 0) as possible_sessions_12w,
    coalesce(possible_year, 0) as possible_sessions_year,
    unauthorised / nullif(possible_12w, 0) as unauthorised_rate_12w,
    illness / nullif(possible_12w, 0) as illness_rate_12w,
    unexplained_4w / nullif(possible_4w, 0) as unexplained_rate_4w,
    late / nullif(possible_12w, 0) as late_rate_12w,
    if(possible_12w > 0, late_after_close, null) as late_after_close_12w,
    if(possible_12w > 0, part_time, null) as reduced_timetable_12w,
    if(possible_12w > 0, coalesce(spells_12w, 0), null) as absence_spells_12w,
    if(possible_12w > 0, coalesce(longest, 0), null) as longest_spell_12w,
    if(possible_12w > 0, coalesce(current, 0), null) as current_spell,
    weeks_with_absence_12w,
    full_weeks_in_a_row,
    edge / nullif(absent_12w, 0) as monday_friday_share_12w,
    if(possible_12w > 0, part_days, null) as single_session_absences_12w,
    if(possible_12w + unrecorded > 0, unrecorded, null) as registers_missing_12w
from compared
