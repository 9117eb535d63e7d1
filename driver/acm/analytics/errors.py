"""Errors of the analytics, each with the number under which `docs/errors.md` lists it."""

from __future__ import annotations

from acm.errors import AcmError


class AnalyticsError(AcmError):
    """Something that the caller must put right; `number` identifies the kind."""

    number = 51400


class SettingsError(AnalyticsError):
    """A setting is unknown, of the wrong type or out of its range."""

    number = 51401


class NoReadingsError(AnalyticsError):
    """There is no row with a readable time, or no sensor column at all."""

    number = 51402


class MissingSensorError(AnalyticsError):
    """A critical sensor, or more sensors than allowed, are missing from the readings."""

    number = 51403


class TooFewRowsError(AnalyticsError):
    """Fewer running rows than training needs."""

    number = 51404


class ModelFormatError(AnalyticsError):
    """Model artifacts are missing, broken or of another format version."""

    number = 51405


class StateFormatError(AnalyticsError):
    """The bytes of a scorer state are broken or of another format version."""

    number = 51406


class StateAheadError(AnalyticsError):
    """The scorer state has already passed the start of the window."""

    number = 51407


class BadTimeIndexError(AnalyticsError):
    """The readings are not indexed by time."""

    number = 51408


class NoUsableSensorError(AnalyticsError):
    """No sensor varies enough to learn anything from."""

    number = 51409
