"""The Excel add-in: built from text sources, installed, and examined."""
