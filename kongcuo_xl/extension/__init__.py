"""The LibreOffice extension: built from text sources, installed, and what runs in it."""
