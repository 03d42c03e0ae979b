"""People, numbers and places replaced by invented ones, the same for the same throughout a run.

What a fault rests on is kept: a number's length, its area, date of birth, sex and how far its
check character is off; who shares a name with whom and how names differ; which numbers are equal.
Nothing is stored: the choices are made anew for each run and forgotten with it.
"""

from __future__ import annotations

import random
import re
from collections.abc import Collection, Iterable

from kongcuo_xl import clean
from kongcuo_xl.disguise.names import Names, surname_of
from kongcuo_xl.disguise.numbers import Numbers
from kongcuo_xl.disguise.places import Places
from kongcuo_xl.disguise.words import HAN, SPACES, words


class Disguise:
    """What stands for whom. First ``learn_…`` everything, then ask.

    ``source`` makes the choices; without one the system's own randomness does. ``nobody`` are words
    that may stand among names and are none (headings).
    """

    def __init__(self, source: random.Random | None = None, nobody: Collection[str] = ()) -> None:
        chance = source or random.SystemRandom()
        taken: set[str] = set()
        self._names = Names(chance, nobody)
        self._numbers = Numbers(chance, taken)
        self._places = Places(chance, taken)
        self._cells: dict[str, str] = {}
        """What stands for the whole text of a cell; ``""`` for an address, which is looked at when
        all places are known."""

    # --- learning --------------------------------------------------------------------------------

    def learn_name(self, value: object) -> None:
        """A cell of a column of names; what is nobody's name is passed over."""
        raw = clean.text(value)
        if not raw or self._names.is_nobody(SPACES.sub("", raw)):
            return
        self._names.learn(value)
        if re.fullmatch(f"[{HAN}]", raw):
            self._cells.setdefault(raw, self._names.surname(raw))
        if re.fullmatch(r"[A-Za-z][A-Za-z .'-]{2,40}", raw):
            self._cells.setdefault(raw, self._numbers.letters(raw))

    def learn_free(self, text: str) -> None:
        """Any text: names that follow a label (班主任：王芳) are learnt from it."""
        self._names.learn_labelled(text)

    def is_surname(self, text: str) -> bool:
        """Whether a family name is common, or borne by somebody learnt."""
        return self._names.is_surname(text)

    def learn_id(self, value: object, *, stored_as_number: bool = False) -> None:
        """A cell of a column of ID or registry numbers, right or wrong."""
        raw = clean.text(value)
        if stored_as_number and raw.endswith("000"):
            self._cells.setdefault(raw, raw)  # what told people apart is lost already
        else:
            self._learn_cell(raw, self._numbers.learn_id(raw))

    def learn_phone(self, value: object) -> None:
        """A cell of a column of telephone numbers; ones of a wrong length keep it."""
        raw = clean.text(value)
        self._learn_cell(raw, self._numbers.odd_phone(raw))

    def learn_serial(self, value: object) -> None:
        """A cell of a column of other numbers that belong to one person (学籍辅号, 残疾证号)."""
        raw = clean.text(value)
        if len(re.sub(r"\D", "", raw)) >= 5:
            self._learn_cell(raw, self._numbers.replaced_in(raw, force=True))

    def learn_place(self, value: object) -> None:
        """A cell of a column of villages."""
        raw = clean.text(value)
        self._learn_cell(raw, self._places.learn(raw))

    def learn_address(self, value: object) -> None:
        """A cell of a column of addresses: places below the township are learnt from it."""
        raw = clean.text(value)
        self._places.learn_address(raw)
        self._learn_cell(raw, "")

    def _learn_cell(self, raw: str, made: str | None) -> None:
        if made is not None:
            self._cells.setdefault(raw, made)

    # --- asking ----------------------------------------------------------------------------------

    def text(self, text: str) -> str:
        """A cell's text, a name of a sheet or a file, a comment: everything known replaced."""
        known = self._cells.get(text)
        if known is None and text != text.strip():
            known = self._cells.get(text.strip())
            known = None if known is None else text.replace(text.strip(), known)
        if known:
            return known
        changed = self._numbers.replaced_in(self._numbers.accounts_in(text))
        if not changed.isascii():
            placed = self._places.replaced_in(changed)
            changed = self._names.titles_in(self._names.replaced_in(placed))
        return self._numbers.house_numbers_in(changed) if known == "" else changed

    def number(self, value: float) -> float:
        """A number stored as such: a telephone number or an ID becomes another."""
        if abs(value) < 1e6 or value != int(value) or abs(value) >= 1e15:
            return value
        changed = self.text(str(int(value)))
        return float(changed) if changed.isdecimal() else value


def learn_sheet(disguise: Disguise, rows: Iterable[Iterable[object]]) -> None:
    """Learn from a sheet that may be no known table: columns headed as people's, labelled names."""
    headings: dict[int, str] = {}
    known = tuple(words()["person_headings"])
    for row in rows:
        for column, value in enumerate(row):
            if not isinstance(value, str) or not value:
                continue
            text = SPACES.sub("", value)
            if len(text) <= 10 and any(word in text for word in known):
                headings[column] = text
                continue
            disguise.learn_free(value)
            if column in headings:
                names = clean.split_names(value)
                if all(
                    re.fullmatch(f"[{HAN}]{{2,4}}", name) and disguise.is_surname(surname_of(name))
                    for name in names
                ):
                    disguise.learn_name(value)
