"""IDs, telephone and other numbers, replaced by invented ones that are as right or as wrong."""

from __future__ import annotations

import random
import re

from kongcuo_xl.disguise.words import GAP
from kongcuo_xl.identity import CHECK_CHARACTERS, WEIGHTS

_DIGITS = "0-9０-９"
_RUN = re.compile(f"[{_DIGITS}](?:{GAP}?[-－—‐–]?{GAP}?[{_DIGITS}]){{6,24}}{GAP}?[XxＸｘ]?")
_PLAIN_RUN = re.compile(f"[{_DIGITS}]{{7,25}}[XxＸｘ]?")
HALF = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), 0xFF38, 0xFF58)}
_MOBILE = re.compile(r"(?:86)?(1[3-9]\d{9})")
_LANDLINE = re.compile(r"0(?:10|2\d|[3-9]\d{2})\d{7,8}")
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}", re.ASCII)
_ACCOUNT = re.compile(
    r"((?:QQ|微信|wechat)号?码?[ :：]{0,3})([A-Za-z0-9][\w-]{4,19})", re.I | re.ASCII
)
_BIRTH = re.compile(r"(?:18|19|20)\d\d")


class Numbers:
    """Which invented number stands for which; equal ones stay equal, lengths are kept."""

    def __init__(self, source: random.Random, taken: set[str]) -> None:
        """``taken`` are words and numbers given out already."""
        self._random = source
        self._taken = taken
        self._numbers: dict[str, str] = {}
        self._is_id: set[str] = set()
        self._borne: dict[str, set[str]] = {}
        """Beginning of an ID → sequences that real people bear, which nobody else may get."""
        self._sequences: dict[str, dict[str, str]] = {}
        self._mails: dict[str, str] = {}
        self._accounts: dict[str, str] = {}

    def learn_id(self, raw: str) -> str | None:
        """Learn a cell of IDs; what stands in the place of one with letters or signs in it."""
        plain = re.sub(r"[^0-9A-Za-z]", "", raw.translate(HALF))
        digits = re.sub(r"[^0-9Xx]", "", plain[1:] if plain[:1] in "GJLgjl" else plain)
        if len(digits) >= 14:
            self._is_id.add(digits.upper())
            self._borne.setdefault(digits[:14], set()).add(digits[14:17])
        odd = len(plain) >= 14 and not re.fullmatch(r"[GJLgjl]?[0-9]{14,}[Xx]?", plain)
        return self._odd_number(raw) if odd else None

    def odd_phone(self, raw: str) -> str | None:
        """What stands in the place of a telephone number of a wrong length, which it keeps."""
        plain = re.sub(r"\D", "", raw.translate(HALF))
        ordinary = _MOBILE.fullmatch(plain) or _LANDLINE.fullmatch(plain)
        return self._kept_shape(raw, 3) if 5 <= len(plain) <= 14 and not ordinary else None

    def replaced_in(self, text: str, *, force: bool = False) -> str:
        """A text with the numbers in it that are somebody's replaced, written as they were."""
        if sum(ch.isdigit() for ch in text) < 7:
            return text if not force else self._kept_shape(text, 1)
        if force:
            return _PLAIN_RUN.sub(lambda m: self._written(m[0], self._other(_plain(m[0]))), text)
        return _RUN.sub(lambda m: self._run(m[0]), text)

    def accounts_in(self, text: str) -> str:
        """A text with mail addresses and accounts of chat programs replaced."""
        changed = _EMAIL.sub(lambda m: self._mail(m[0]), text) if "@" in text else text
        return _ACCOUNT.sub(lambda m: m[1] + self._account(m[2]), changed)

    def house_numbers_in(self, address: str) -> str:
        """An address with the numbers of houses, floors and flats replaced."""
        return re.sub(r"\d+(?=号|室|栋|幢|单元|楼|弄)", lambda m: self._house(m[0]), address)

    def _run(self, written: str) -> str:
        """A number with gaps in it, if it is one number; else its parts looked at one by one."""
        plain = _plain(written)
        new = self._known_number(plain)
        if new is not None:
            return self._written(written, new)
        if plain != written.translate(HALF).upper():
            return _PLAIN_RUN.sub(lambda m: self._run(m[0]), written)
        return self._written(written, self._other(plain)) if len(plain) >= 15 else written

    def _known_number(self, plain: str) -> str | None:
        if plain in self._is_id or _looks_like_id(plain):
            return self._id_number(plain)
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
            plain = ch.translate(HALF)
            if plain.isdigit() or plain in "Xx":
                digit = next(fresh, "")
                digit = digit.lower() if plain == "x" else digit
                out.append(chr(ord(digit) + 0xFEE0) if digit and ch != plain else digit)
            else:
                out.append(ch)
        return "".join(out)

    def _id_number(self, plain: str) -> str:
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
            if ch.translate(HALF).isdigit():
                seen += 1
                ch = str(self._random.randrange(10)) if seen > kept else ch
            out.append(ch)
        return "".join(out)

    def _odd_number(self, raw: str) -> str:
        """A number with a letter or a sign in it: the digits from the 15th to the 17th replaced."""
        seen = 0
        out = []
        for ch in raw:
            if ch.translate(HALF).isalnum():
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
            self._accounts[account] = self.letters(digits)
        return self._accounts[account]

    def letters(self, raw: str) -> str:
        """Other letters in the places of these, small for small and large for large."""
        small, large = "aeilmnorstu", "ABCDEFGHJKLMNPRSTWY"
        return "".join(
            self._random.choice(large)
            if ch.isupper()
            else self._random.choice(small)
            if ch.islower()
            else ch
            for ch in raw
        )


def _plain(written: str) -> str:
    return re.sub(r"[^0-9X]", "", written.translate(HALF).upper())


def _looks_like_id(plain: str) -> bool:
    if plain.startswith("999") and len(plain) >= 15:
        return True
    if not "1" <= plain[:1] <= "8":
        return False
    if len(plain) == 15:
        return plain.isdecimal() and "01" <= plain[8:10] <= "12" and "01" <= plain[10:12] <= "31"
    return 17 <= len(plain) <= 20 and bool(_BIRTH.match(plain, 6))
