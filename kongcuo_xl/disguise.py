"""People, numbers and places replaced by invented ones, the same for the same throughout a run.

What a fault rests on is kept: a number's length, its area, date of birth, sex and how far its
check character is off; who shares a name with whom and how names differ; which numbers are equal.
Nothing is stored: the choices are made anew for each run and forgotten with it.
"""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Collection, Iterable
from functools import cache
from importlib import resources
from typing import Any

from kongcuo_xl import clean
from kongcuo_xl.identity import CHECK_CHARACTERS, WEIGHTS

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003134f"
_GAP = "[ \t\u00a0\u3000\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]"
_SPACES = re.compile(f"{_GAP}+")
_DIGITS = "0-9０-９"
_RUN = re.compile(f"[{_DIGITS}](?:{_GAP}?[-－—‐–]?{_GAP}?[{_DIGITS}]){{6,24}}{_GAP}?[XxＸｘ]?")
_PLAIN_RUN = re.compile(f"[{_DIGITS}]{{7,25}}[XxＸｘ]?")
_HALF = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), 0xFF38, 0xFF58)}
_MOBILE = re.compile(r"(?:86)?(1[3-9]\d{9})")
_LANDLINE = re.compile(r"0(?:10|2\d|[3-9]\d{2})\d{7,8}")
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}", re.ASCII)
_ADMIN = re.compile(
    f"[{_HAN}]{{1,8}}?(?:自治区|自治州|街道办事处|街道|省|市|县|旗|镇|乡|(?<![社小])区)"
)
_PLACE_KINDS = "村民委员会|村委会|居委会|村|屯|寨|社区|小区|花园|家园|苑|路|街|巷|弄|大道|大厦"
_PLACE = re.compile(f"([{_HAN}]{{1,6}}?)(?={_PLACE_KINDS})")
_PLACE_END = re.compile(f"(?:{_PLACE_KINDS}|居)+$")
_NUMERAL = re.compile("[一二三四五六七八九十百零〇两第上中下东西南北]+")
_NAMES_APART = re.compile("(?:[(（][^()（）]*[)）])?[、，,/]")
_ACCOUNT = re.compile(
    r"((?:QQ|微信|wechat)号?码?[ :：]{0,3})([A-Za-z0-9][\w-]{4,19})", re.I | re.ASCII
)
_BIRTH = re.compile(r"(?:18|19|20)\d\d")


@cache
def words() -> dict[str, Any]:
    """The word lists of ``data/disguise.toml``."""
    text = resources.files("kongcuo_xl").joinpath("data", "disguise.toml").read_text("utf-8")
    return tomllib.loads(text)


@cache
def _set(key: str) -> frozenset[str]:
    return frozenset(words()[key])


def surname_of(name: str) -> str:
    """The family name that a full name begins with: one character, or a known pair."""
    return name[:2] if len(name) > 2 and name[:2] in _set("compound_surnames") else name[:1]


class Disguise:
    """What stands for whom. First ``learn_…`` everything, then ask.

    ``source`` makes the choices; without one the system's own randomness does. ``nobody`` are words
    that may stand among names and are none (headings).
    """

    def __init__(self, source: random.Random | None = None, nobody: Collection[str] = ()) -> None:
        self._nobody = _set("nobody").union(nobody)
        self._random = source or random.SystemRandom()
        self._names: dict[str, str] = {}
        self._first: dict[str, set[int]] = {}
        self._surnames: dict[str, str] = {}
        self._given: dict[str, dict[str, str]] = {}
        self._places: dict[str, str] = {}
        self._place_pattern: re.Pattern[str] | None = None
        self._exact: dict[str, str] = {}
        self._numbers: dict[str, str] = {}
        self._taken: set[str] = set()
        self._sequences: dict[str, dict[str, str]] = {}
        self._is_id: set[str] = set()
        self._borne: dict[str, set[str]] = {}
        self._mails: dict[str, str] = {}
        self._accounts: dict[str, str] = {}

    # --- learning --------------------------------------------------------------------------------

    def learn_name(self, value: object) -> None:
        """A cell of a column of names; what is nobody's name is passed over."""
        raw = clean.text(value)
        if not raw or _SPACES.sub("", raw) in self._nobody:
            return
        for written in {*clean.split_names(value), clean.person_name(value)}:
            plain = _SPACES.sub("", written)
            for name in re.findall(f"[{_HAN}]+(?:[·•．・.][{_HAN}]+)*", plain):
                if name in self._nobody or any(w in name for w in _set("after_place")):
                    continue
                if 2 <= len(name) <= 4 or "·" in name or (len(name) <= 8 and len(name) > 4):
                    self._add_name(name)
        if len(raw) == 1 and re.match(f"[{_HAN}]", raw):
            self._exact.setdefault(raw, self._surname(raw))
        if re.fullmatch(r"[A-Za-z][A-Za-z .'-]{2,40}", raw):
            self._exact.setdefault(raw, self._letters(raw))

    def learn_free(self, text: str) -> None:
        """Any text: names that follow a label (班主任：王芳) are learnt from it."""
        if "：" in text or ":" in text:
            for found in _labelled().finditer(text):
                for name in _NAMES_APART.split(_SPACES.sub("", found[1])):
                    known = self.is_surname(surname_of(name)) and name not in self._nobody
                    if known and 2 <= len(name) <= 3:
                        self._add_name(name)

    def is_surname(self, text: str) -> bool:
        """Whether a family name is common, or borne by somebody learnt."""
        return (
            text in words()["surnames"]
            or text in _set("compound_surnames")
            or text in self._surnames
        )

    def _add_name(self, name: str) -> None:
        if name not in self._names:
            self._names[name] = ""
            self._first.setdefault(name[0], set()).add(len(name))

    def learn_id(self, value: object, *, stored_as_number: bool = False) -> None:
        """A cell of a column of ID or registry numbers, right or wrong."""
        raw = clean.text(value)
        if stored_as_number and raw.endswith("000"):
            self._exact.setdefault(raw, raw)  # what told people apart is lost already
            return
        plain = re.sub(r"[^0-9A-Za-z]", "", raw.translate(_HALF))
        digits = re.sub(r"[^0-9Xx]", "", plain[1:] if plain[:1] in "GJLgjl" else plain)
        if len(digits) >= 14:
            self._is_id.add(digits.upper())
            self._borne.setdefault(digits[:14], set()).add(digits[14:17])
        if len(plain) >= 14 and not re.fullmatch(r"[GJLgjl]?[0-9]{14,}[Xx]?", plain):
            self._exact.setdefault(raw, self._odd_number(raw))

    def learn_phone(self, value: object) -> None:
        """A cell of a column of telephone numbers; ones of a wrong length keep it."""
        raw = clean.text(value)
        plain = re.sub(r"\D", "", raw.translate(_HALF))
        ordinary = _MOBILE.fullmatch(plain) or _LANDLINE.fullmatch(plain)
        if 5 <= len(plain) <= 14 and not ordinary:
            self._exact.setdefault(raw, self._kept_shape(raw, 3))

    def learn_serial(self, value: object) -> None:
        """A cell of a column of other numbers that belong to one person (学籍辅号, 残疾证号)."""
        raw = clean.text(value)
        if len(re.sub(r"\D", "", raw)) >= 5:
            self._exact.setdefault(raw, self.digits_in(raw, force=True))

    def learn_place(self, value: object) -> None:
        """A cell of a column of villages."""
        raw = clean.text(value)
        proper = _PLACE_END.sub("", raw)
        if re.fullmatch(f"[{_HAN}]{{1,5}}", proper) and not _NUMERAL.fullmatch(proper):
            self._add_place(proper)
            self._exact.setdefault(raw, self._places[proper] + raw[len(proper) :])

    def learn_address(self, value: object) -> None:
        """A cell of a column of addresses: places below the township are learnt from it."""
        raw = clean.text(value)
        at = 0
        while found := _ADMIN.match(raw, at):
            at = found.end()
        for found in _PLACE.finditer(raw, at):
            if not _NUMERAL.fullmatch(found[1]):
                self._add_place(found[1])
        self._exact.setdefault(raw, "")  # worked out when all places are known

    def _add_place(self, proper: str) -> None:
        if proper in self._places or _ADMIN.fullmatch(proper):
            return
        first, last = words()["places_first"], words()["places_last"]
        for _ in range(1000):
            made = "".join(self._random.choice(first) for _ in range(max(len(proper) - 1, 1)))
            made = made[: len(proper) - 1] + self._random.choice(last)
            if made not in self._taken and made not in self._places:
                break
        self._taken.add(made)
        self._places[proper] = made
        self._place_pattern = None

    # --- asking ----------------------------------------------------------------------------------

    def text(self, text: str) -> str:
        """A cell's text, a name of a sheet or a file, a comment: everything known replaced."""
        known = self._exact.get(text)
        if known is None and text != text.strip():
            known = self._exact.get(text.strip())
            known = None if known is None else text.replace(text.strip(), known)
        if known:
            return known
        changed = _EMAIL.sub(lambda m: self._mail(m[0]), text) if "@" in text else text
        changed = _ACCOUNT.sub(lambda m: m[1] + self._account(m[2]), changed)
        changed = self.digits_in(changed)
        if not changed.isascii():
            changed = self._titles_in(self._names_in(self._places_in(changed)))
        if known == "":  # an address: house numbers too
            changed = re.sub(r"\d+(?=号|室|栋|幢|单元|楼|弄)", lambda m: self._house(m[0]), changed)
        return changed

    def number(self, value: float) -> float:
        """A number stored as such: a telephone number or an ID becomes another."""
        if abs(value) < 1e6 or value != int(value) or abs(value) >= 1e15:
            return value
        changed = self.text(str(int(value)))
        return float(changed) if changed.isdecimal() else value

    # --- numbers ---------------------------------------------------------------------------------

    def digits_in(self, text: str, *, force: bool = False) -> str:
        """A text with the numbers in it that are somebody's replaced, written as they were."""
        if sum(ch.isdigit() for ch in text) < 7:
            return text if not force else self._kept_shape(text, 1)
        if force:
            return _PLAIN_RUN.sub(lambda m: self._written(m[0], self._other(_plain(m[0]))), text)
        return _RUN.sub(lambda m: self._run(m[0]), text)

    def _run(self, written: str) -> str:
        """A number with gaps in it, if it is one number; else its parts looked at one by one."""
        plain = _plain(written)
        new = self._known_number(plain)
        if new is not None:
            return self._written(written, new)
        if plain != written.translate(_HALF).upper():
            return _PLAIN_RUN.sub(lambda m: self._run(m[0]), written)
        return self._written(written, self._other(plain)) if len(plain) >= 15 else written

    def _known_number(self, plain: str) -> str | None:
        if plain in self._is_id or _looks_like_id(plain):
            return self.id_number(plain)
        if mobile := _MOBILE.fullmatch(plain):
            return plain[: -len(mobile[1])] + self._phone(mobile[1], 3)
        if _LANDLINE.fullmatch(plain):
            return self._phone(plain, 3 if plain[:3] in ("010",) or plain[1] == "2" else 4)
        return None

    @staticmethod
    def _written(written: str, new: str) -> str:
        """The new characters in the places of the old ones, gaps and full width kept."""
        fresh = iter(new)
        out = []
        for ch in written:
            plain = ch.translate(_HALF)
            if plain.isdigit() or plain in "Xx":
                digit = next(fresh, "")
                digit = digit.lower() if plain == "x" else digit
                out.append(chr(ord(digit) + 0xFEE0) if digit and ch != plain else digit)
            else:
                out.append(ch)
        return "".join(out)

    def id_number(self, plain: str) -> str:
        """Another ID of the same area, date of birth and sex, as right or wrong as this one."""
        if len(plain) < 15:
            return plain
        width = 12 if len(plain) == 15 else 14
        head, sequence, rest = plain[:width], plain[width : width + 3], plain[width + 3 :]
        if not (head + sequence).isdecimal():
            return self._kept_shape(plain, 6)
        made = head + self._sequence(head, sequence)
        if len(plain) >= 18:
            made += self._check(head + sequence, rest[0], made) + rest[1:]
        else:
            made += rest
        self._taken.add(made)
        return made

    def _sequence(self, head: str, sequence: str) -> str:
        if len(sequence) < 3:
            return sequence
        known = self._sequences.setdefault(head, {})
        if sequence not in known:
            used = {*known.values(), *self._borne.get(head, ())}
            free = [
                f"{n:03d}"
                for n in range(int(sequence[2]) % 2, 1000, 2)
                if f"{n:03d}" not in used and f"{n:03d}" != sequence
            ]
            known[sequence] = self._random.choice(free) if free else sequence
        return known[sequence]

    @staticmethod
    def _check(old: str, check: str, new: str) -> str:
        if check.upper() not in CHECK_CHARACTERS:
            return check

        def place(digits: str) -> int:
            return sum(int(d) * w for d, w in zip(digits, WEIGHTS, strict=True)) % 11

        off = CHECK_CHARACTERS.index(check.upper()) - place(old)
        return CHECK_CHARACTERS[(place(new) + off) % 11]

    def _phone(self, plain: str, kept: int) -> str:
        return self._numbers.get(plain) or self._new(plain, kept)

    def _other(self, plain: str) -> str:
        return self._numbers.get(plain) or self._new(plain, 2)

    def _new(self, plain: str, kept: int) -> str:
        while True:
            made = plain[:kept] + "".join(
                str(self._random.randrange(10)) if ch.isdigit() else ch for ch in plain[kept:]
            )
            if made != plain and made not in self._taken:
                break
        self._numbers[plain] = made
        self._taken.add(made)
        return made

    def _kept_shape(self, raw: str, kept: int) -> str:
        """The text with its digits after the first few replaced, whatever stands between them."""
        seen = 0
        out = []
        for ch in raw:
            if ch.translate(_HALF).isdigit():
                seen += 1
                ch = str(self._random.randrange(10)) if seen > kept else ch
            out.append(ch)
        return "".join(out)

    def _odd_number(self, raw: str) -> str:
        """A number with a letter or a sign in it: the digits from the 15th to the 17th replaced."""
        seen = 0
        out = []
        for ch in raw:
            if ch.translate(_HALF).isalnum():
                seen += 1
                if 15 <= seen <= 17 and ch.isdigit():
                    ch = str((int(ch) + 2 * self._random.randrange(1, 5)) % 10)
            out.append(ch)
        return "".join(out)

    def _house(self, digits: str) -> str:
        return self._numbers.get(f"号{digits}") or self._numbers.setdefault(
            f"号{digits}", str(self._random.randrange(1, 10 ** min(len(digits), 4)))
        )

    def _mail(self, mail: str) -> str:
        return self._mails.setdefault(mail, f"user{len(self._mails) + 1}@example.com")

    def _account(self, account: str) -> str:
        """An account of a chat program, of the same length; one that is a telephone number stays
        that, and a mail address is dealt with already.
        """
        if _MOBILE.fullmatch(account):
            return account
        if account not in self._accounts:
            digits = "".join(
                str(self._random.randrange(1, 10)) if ch.isdigit() else ch for ch in account
            )
            self._accounts[account] = self._letters(digits)
        return self._accounts[account]

    def _letters(self, raw: str) -> str:
        small, large = "aeilmnorstu", "ABCDEFGHJKLMNPRSTWY"
        return "".join(
            self._random.choice(large)
            if ch.isupper()
            else self._random.choice(small)
            if ch.islower()
            else ch
            for ch in raw
        )

    # --- names -----------------------------------------------------------------------------------

    def name(self, name: str) -> str:
        """The invented name of somebody learnt; of the same length."""
        made = self._names.get(name)
        if not made:
            surname = surname_of(name)
            made = self._surname(surname) + "".join(
                ch if ch in "·•．・." else self._given_character(surname, ch)
                for ch in name[len(surname) :]
            )
            self._names[name] = made
        return made

    def _surname(self, surname: str) -> str:
        if surname not in self._surnames:
            pool = words()["compound_surnames"] if len(surname) == 2 else words()["surnames"]
            used = set(self._surnames.values())
            free = [each for each in pool if each not in used and each != surname] or [
                each for each in pool if each != surname
            ]
            self._surnames[surname] = self._random.choice(free)
        return self._surnames[surname]

    def _given_character(self, surname: str, character: str) -> str:
        """Chosen for each family apart: one name that is found out tells nothing of the others."""
        known = self._given.setdefault(surname, {})
        if character not in known:
            used = set(known.values())
            free = [ch for ch in words()["given"] if ch not in used and ch != character]
            known[character] = self._random.choice(free or words()["given"])
        return known[character]

    def _names_in(self, text: str) -> str:
        """The text with every name learnt in it replaced, the longest first, gaps kept."""
        if not any(ch in self._first for ch in text):
            return text
        places = [i for i, ch in enumerate(text) if not _SPACES.match(ch)]
        plain = "".join(text[i] for i in places)
        out = list(text)
        at = 0
        while at < len(plain):
            for length in sorted(self._first.get(plain[at], ()), reverse=True):
                name = plain[at : at + length]
                if name in self._names and self._stands(name, plain, at):
                    for offset, ch in enumerate(self.name(name)):
                        out[places[at + offset]] = ch
                    at += length - 1
                    break
            at += 1
        return "".join(out)

    @staticmethod
    def _stands(name: str, text: str, at: int) -> bool:
        """Whether a name here is a person's, not the beginning of a place or a school."""
        after = text[at + len(name) : at + len(name) + 3]
        return len(text) == len(name) or not after.startswith(tuple(words()["after_place"]))

    def _titles_in(self, text: str) -> str:
        return _titled().sub(lambda m: self._surname(m[1]), text)

    def _places_in(self, text: str) -> str:
        if not self._places:
            return text
        if self._place_pattern is None:
            known = "|".join(sorted(map(re.escape, self._places), key=len, reverse=True))
            self._place_pattern = re.compile(f"(?:{known})(?={_PLACE_KINDS})")
        return self._place_pattern.sub(lambda m: self._places[m[0]], text)


def _plain(written: str) -> str:
    return re.sub(r"[^0-9X]", "", written.translate(_HALF).upper())


def _looks_like_id(plain: str) -> bool:
    if plain.startswith("999") and len(plain) >= 15:
        return True
    if not "1" <= plain[:1] <= "8":
        return False
    if len(plain) == 15:
        return plain.isdecimal() and "01" <= plain[8:10] <= "12" and "01" <= plain[10:12] <= "31"
    return 17 <= len(plain) <= 20 and bool(_BIRTH.match(plain, 6))


@cache
def _labelled() -> re.Pattern[str]:
    known = "|".join(sorted(words()["labels"], key=len, reverse=True))
    one = f"[{_HAN}](?:{_GAP}?[{_HAN}]){{1,3}}"
    next_one = f"(?:[(（][^()（）]{{1,20}}[)）])?{_GAP}*[、，,/]{_GAP}*{one}(?![{_HAN}])"
    return re.compile(f"(?:{known})(?:姓名)?[)）]?{_GAP}*[:：]{_GAP}*({one}(?:{next_one}){{0,20}})")


@cache
def _titled() -> re.Pattern[str]:
    titles = "|".join(sorted(words()["titles"], key=len, reverse=True))
    long = "|".join(words()["compound_surnames"])
    single = words()["surnames"]
    return re.compile(f"(?<![{_HAN}])({long}|[{single}])(?={titles})")


def learn_sheet(disguise: Disguise, rows: Iterable[Iterable[object]]) -> None:
    """Learn from a sheet that may be no known table: columns headed as people's, labelled names."""
    headings: dict[int, str] = {}
    known = tuple(words()["person_headings"])
    for row in rows:
        for column, value in enumerate(row):
            if not isinstance(value, str) or not value:
                continue
            text = _SPACES.sub("", value)
            if len(text) <= 10 and any(word in text for word in known):
                headings[column] = text
                continue
            disguise.learn_free(value)
            if column in headings:
                names = clean.split_names(value)
                if all(
                    re.fullmatch(f"[{_HAN}]{{2,4}}", name) and disguise.is_surname(surname_of(name))
                    for name in names
                ):
                    disguise.learn_name(value)
