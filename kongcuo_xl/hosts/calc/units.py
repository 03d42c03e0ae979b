"""Lengths and colours: Excel's points, characters and RGB; LibreOffice's 1/100 mm and 0xRRGGBB."""

from __future__ import annotations

from typing import Any

HUNDREDTHS_PER_POINT = 2540 / 72
HUNDREDTHS_PER_PIXEL = 2540 / 96
DIGIT_PIXELS = 7  # the widest digit of Excel's standard font, Calibri 11
PADDING_PIXELS = 5
AUTOMATIC = -1
NEAR = 0.06


def points(hundredths: float) -> float:
    """1/100 mm → points.

    LibreOffice keeps twentieths of a point and rounds on the way here, sums by up to two
    hundredths of a millimetre: a quarter of a point that is as near as that is what was meant.
    """
    exact = hundredths / HUNDREDTHS_PER_POINT
    quarter = round(exact * 4) / 4
    return quarter if abs(exact - quarter) < NEAR else round(exact * 20) / 20


def hundredths(points: float) -> int:
    """Points → 1/100 mm."""
    return round(points * HUNDREDTHS_PER_POINT)


def column_hundredths(characters: float) -> int:
    """A column's width in characters of the standard font → 1/100 mm."""
    if characters < 1:
        pixels = characters * (DIGIT_PIXELS + PADDING_PIXELS)
    else:
        pixels = characters * DIGIT_PIXELS + PADDING_PIXELS
    return round(pixels * HUNDREDTHS_PER_PIXEL)


def column_characters(hundredths: float) -> float:
    """1/100 mm → characters of the standard font."""
    pixels = hundredths / HUNDREDTHS_PER_PIXEL
    if pixels < DIGIT_PIXELS + PADDING_PIXELS:
        exact = pixels / (DIGIT_PIXELS + PADDING_PIXELS)
    else:
        exact = (pixels - PADDING_PIXELS) / DIGIT_PIXELS
    twentieth = round(exact * 20) / 20
    return twentieth if abs(exact - twentieth) < 0.01 else round(exact, 2)


def rgb(colour: int) -> tuple[int, int, int]:
    """0xRRGGBB → (red, green, blue); automatic is black."""
    if colour == AUTOMATIC:
        return (0, 0, 0)
    return (colour >> 16 & 255, colour >> 8 & 255, colour & 255)


def colour(value: Any) -> int:
    """What xlwings takes for a colour → 0xRRGGBB.

    (red, green, blue), "#rrggbb", or Excel's number, which has blue first. None is automatic.
    """
    if value is None:
        return AUTOMATIC
    if isinstance(value, str):
        return int(value.removeprefix("#"), 16)
    if isinstance(value, int):
        return (value & 255) << 16 | (value >> 8 & 255) << 8 | (value >> 16 & 255)
    red, green, blue = (int(part) for part in value)
    return red << 16 | green << 8 | blue
