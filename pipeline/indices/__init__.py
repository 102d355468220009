"""Definitions of indices: which items roll up into which measures, as data files beside this one."""

from pipeline.indices.definition import Definition, Measure
from pipeline.indices.reading import load, names

__all__ = ["Definition", "Measure", "load", "names"]
