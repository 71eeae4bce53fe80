"""Steps of a case as tests write them down, and days to write them on."""

from datetime import UTC, date, datetime, timedelta

from sample_week import ANN, OFFICER, WEEK

from serving.casework import steps
from serving.pathway import Kind, record_decision
from serving.store.database import Store
from serving.store.decisions import assessments_of


def today() -> date:
    return datetime.now(UTC).date()


def in_days(days: int) -> date:
    return today() + timedelta(days=days)


def consent(answer: str = "agreed", days: int = 0) -> steps.Consent:
    return steps.Consent(answer=answer, asked="both", on=in_days(days), said="Yes")


ASSESSMENT = steps.Assess(
    going_well="Art and her friends",
    hard="Mondays after the move",
    child_said="I like art",
    family_said="She sleeps badly on Sundays",
    wanted="A calm start to the week",
)


def person(lead: bool = True) -> steps.Person:
    return steps.Person(name="The SENCO", part="Oak school", lead=lead)


def action(days: int = 7) -> steps.Action:
    return steps.Action(what="Meet at the gate", owner="Form tutor", due=in_days(days))


def plan(level: str = "additional", days: int = 42) -> steps.Plan:
    return steps.Plan(
        level=level, aim="Mondays are calm", sign="In by nine", review_on=in_days(days)
    )


def review(onward: str = "carry_on", days: int | None = 42) -> steps.Review:
    return steps.Review(
        held_on=today(),
        changed="Three of four Mondays on time",
        child_said="It is better",
        family_said="She sleeps",
        onward=onward,
        review_on=None if days is None else in_days(days),
    )


def close(outcome: str = "not_agreed") -> steps.Close:
    return steps.Close(outcome=outcome, note="They will ask us when they want to")


AS_FAR_AS_A_PLAN = (consent(), ASSESSMENT, person(), action(), plan())


def open_case(store: Store, pupil_id: int = ANN) -> int:
    """Decide to act about a pupil and return the id of the case this opens."""
    with store.transaction(OFFICER) as tx:
        record_decision(
            tx,
            OFFICER,
            pupil_id=pupil_id,
            week=WEEK,
            kind=Kind.START_ASSESSMENT,
            reason="Talked with the SENCO",
        )
        return assessments_of(tx, pupil_id)[0].assessment_id
