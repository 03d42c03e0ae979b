"""kongcuo-xl: checks, marks and reports on the rosters that keep every child in school."""

__version__ = "0.1.0"
