"""The one family of errors a user can meet, each with its exit code.

A command that fails with one of these prints the sentence and no traceback.
The exit code alone tells a scheduler what happened, so that nobody has to open
a log that might hold personal data.
"""


class WaymarkError(Exception):
    """A failure that the user can understand and mend."""

    exit_code = 1


class GateRefused(WaymarkError):
    """A model may not be promoted: the fairness gate or a pass mark said no."""

    exit_code = 3


class InputRejected(WaymarkError):
    """A delivery, file or argument was refused; the lake is as it was."""

    exit_code = 4


class DatabaseUnavailable(WaymarkError):
    """PostgreSQL or the MLflow server does not answer."""

    exit_code = 5


class NoChampion(WaymarkError):
    """A list was asked for before any model was promoted."""

    exit_code = 6


class NoData(WaymarkError):
    """Nothing is recorded for the week, pupil or period asked for."""

    exit_code = 7


class CannotTrain(WaymarkError):
    """The records hold too little, or only one class, to learn from."""

    exit_code = 8


class LakeBusy(WaymarkError):
    """Another process is writing to the lake."""

    exit_code = 9
