"""Policies: the thresholds, deadlines and switches that differ from place to place.

A policy is a TOML file. ``national`` defines every parameter once, with its label, unit and range;
every other policy extends it, or another policy, and says only what it changes. Each value keeps
where it comes from, so that a finding can name the clause it rests on.
"""

from kongcuo_xl.policy.loading import SHIPPED, load, names
from kongcuo_xl.policy.parts import (
    BASE,
    CODE,
    EDITABLE,
    LOCAL,
    OFF,
    REQUIREMENT,
    STATUSES,
    FitnessItem,
    LegalText,
    LevelSetting,
    MonitorTask,
    Report,
    RiskFactor,
    Setting,
    Source,
)
from kongcuo_xl.policy.resolved import Difference, Explained, Policy
from kongcuo_xl.policy.roll_call import MEANINGS, Half, Mark, Marks, Meaning
from kongcuo_xl.policy.values import Due, Kind, MonthDay, Parameter, Value
from kongcuo_xl.policy.words import PolicyError

__all__ = [
    "BASE",
    "CODE",
    "EDITABLE",
    "LOCAL",
    "MEANINGS",
    "OFF",
    "REQUIREMENT",
    "SHIPPED",
    "STATUSES",
    "Difference",
    "Due",
    "Explained",
    "FitnessItem",
    "Half",
    "Kind",
    "LegalText",
    "LevelSetting",
    "Mark",
    "Marks",
    "Meaning",
    "MonitorTask",
    "MonthDay",
    "Parameter",
    "Policy",
    "PolicyError",
    "Report",
    "RiskFactor",
    "Setting",
    "Source",
    "Value",
    "load",
    "names",
]
