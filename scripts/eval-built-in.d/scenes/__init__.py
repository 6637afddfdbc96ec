"""The scenes, by where such notes are found."""

from scenes import clubs, code, home, machines, office, outdoors, records, settings, trade, travel  # noqa: F401
