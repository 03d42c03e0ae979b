import numpy as np
import pytest

from kongcuo_xl import regions


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("130202", "河北省唐山市路南区"),
        ("130200", "河北省唐山市"),
        ("130000", "河北省"),
        ("110105", "北京市朝阳区"),
        ("110103", "北京市崇文区"),  # abandoned in 2010
        ("330183", "浙江省杭州市富阳市"),  # a district with another code today
        ("330113", "浙江省杭州市临平区"),  # since 2021
        ("429004", "湖北省仙桃市"),
        ("659011", "新疆维吾尔自治区新星市"),
        ("810000", "香港特别行政区"),
        ("830000", "台湾省"),
        ("000000", ""),
        ("", ""),
    ],
)
def test_places_in_full(code, name):
    assert regions.name(code) == name


def test_listed_codes_of_a_column():
    codes = np.array([130202, 110103, 130000, 999999, 13020, 0, -1], dtype=np.int32)
    assert regions.listed(codes).tolist() == [True, True, True] + [False] * 4


def test_every_listed_code_has_six_digits_and_a_name():
    listed = regions._names()
    assert len(listed) > 7000
    assert all(len(code) == 6 and code.isdecimal() and name for code, name in listed.items())
