"""A drop folder: whatever a school puts there is judged as a batch would, and answered beside it.

``arrivals`` tells by looking at the folder again and again what has come and is complete: changes
on a network share tell nobody of themselves. ``answers`` are the words a school finds. ``watching``
does both in turn.
"""
