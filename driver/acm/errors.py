"""Errors of the driver, each with the number under which `docs/errors.md` lists it."""

from __future__ import annotations


class AcmError(Exception):
    """Something that the person at the command line, or the caller, must put right.

    `message` names what and where, `number` the kind; `exit_code` is 1 for failed, 2 for wrong use.
    """

    number: int = 51500
    exit_code: int = 1

    def __init__(self, message: str, *, number: int | None = None, exit_code: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        if number is not None:
            self.number = number
        if exit_code is not None:
            self.exit_code = exit_code


class WrongUseError(AcmError):
    """Options or arguments that do not go together."""

    number = 51501
    exit_code = 2


class DsnError(AcmError):
    """The connection string cannot be understood."""

    number = 51502
    exit_code = 2


class ConnectError(AcmError):
    """The database cannot be reached."""

    number = 51503


class NotDeployedError(AcmError):
    """There is no ACM schema in the database, or no database yet."""

    number = 51504


class SchemaVersionError(AcmError):
    """The database holds another version of the schema than this driver is made for."""

    number = 51505


class ConnectionStateError(AcmError):
    """A transaction is open where none may be."""

    number = 51506


class ContractError(AcmError):
    """Rows do not fit the columns of a table type."""

    number = 51507


class CircuitOpenError(AcmError):
    """The database failed again and again; the worker stops."""

    number = 51508


class AnswerError(AcmError):
    """A procedure did not answer as its header says."""

    number = 51509


class FileError(AcmError):
    """A file cannot be read or written."""

    number = 51510


class TimeColumnError(AcmError):
    """The time column is missing or holds no readable time."""

    number = 51511


class TimeZoneError(AcmError):
    """The name of a time zone is unknown."""

    number = 51512
    exit_code = 2


class NoSensorError(AcmError):
    """No column of a file is a sensor of the machine."""

    number = 51513


class CriticalSensorError(AcmError):
    """A critical tag of the machine has no column in the file."""

    number = 51514


class DamagedPartError(AcmError):
    """Stored bytes of a model or of a scorer's state are not those that were hashed."""

    number = 51515


class NoUsableModelError(AcmError):
    """Every stored version of a machine's model is damaged or of a format that this driver does not read."""

    number = 51516


class RunFailedError(AcmError):
    """At least one run ended as FAIL."""

    number = 51517


class ScriptsError(AcmError):
    """The scripts to deploy were not found or cannot be read."""

    number = 51518


class WorkerDiedError(AcmError):
    """A worker process ended without saying why."""

    number = 51519


class NoModelError(AcmError):
    """The machine has no model yet."""

    number = 51520


class ShortHistoryError(AcmError):
    """The history after the training holds too few healthy rows for a back-test."""

    number = 51521


class EpisodeError(AcmError):
    """No episode, or more than one, is named by what was given."""

    number = 51522


class NoSettingError(AcmError):
    """A setting that nobody has set."""

    number = 51523
