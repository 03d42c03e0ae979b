"""The history: what each run found out, kept beside its outputs, a part a month and unit.

Nobody can be told from it without its key: people are keyed hashes; what next month's run needs to
name somebody (the roster) is sealed.
"""
