"""The words of headings and titles, for comparing."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from kongcuo_xl.clean.cell_text import key, text

_OPEN, _CLOSE = "([{<【〔《〈「『［", ")]}>】〕》〉」』］"
_LEADING = re.compile(
    r"^(?:[*★☆●○◎◆◇■□▲△▼※#✱•·:、,.;。_\-]+"
    r"|\(\d{1,2}\)(?=.)|\d{1,2}[.、)](?!\d)|[①-⑳]|[㈠-㈩]"
    r"|[一二三四五六七八九十]{1,3}[、.]|\([一二三四五六七八九十]{1,3}\))"
)
_TRAILING = re.compile(r"[*★☆●◎◆■▲※#✱•:、,.;。!?…_\-]+$")
_BRACKETED = re.compile(f"[{re.escape(_OPEN)}][^{re.escape(_OPEN + _CLOSE)}]*[{re.escape(_CLOSE)}]")
_BRACKETS = re.compile(f"[{re.escape(_OPEN + _CLOSE)}]")
_NOTE = re.compile(
    r"必填|选填|可填|可空|可选|如有|填写|格式|样式|例如?[:如]|^例|如[:\d]|下拉|单选|多选|请|须|文本|数字"
    r"|yyyy|mm|dd|年月日|^\d+位|位数?$|是/否|^是否$|是或否|有/无|√|^[单]?位?[:]?[人元个次天岁名份张页节课时]+$"
    r"|单位|万元|备注|注[:意]|同上|不填|^\*+$|^[人元个次天岁%名份年月日]$|^盖?章$|签字|签章|手写|正楷"
)


_TRADITIONAL = """
    來来 係系 備备 兒儿 內内 別别 則则 剛刚 創创 劃划 動动 務务 勞劳 勵励 勸劝 區区 協协 問问
    單单 嚴严 國国 園园 圖图 團团 報报 壓压 夠够 夥伙 學学 實实 審审 寫写 將将 專专 對对 導导
    屆届 屬属 師师 幫帮 幹干 廣广 張张 從从 復复 徵征 態态 慮虑 應应 戰战 戶户 撫抚 擔担 據据
    攜携 數数 時时 書书 會会 條条 業业 標标 歲岁 歸归 殘残 滿满 濟济 災灾 無无 營营 狀状 獲获
    現现 產产 畢毕 異异 癥症 發发 監监 確确 碼码 禮礼 種种 稱称 穩稳 筆笔 節节 範范 簽签 糧粮
    紀纪 紅红 純纯 級级 組组 結结 絡络 給给 統统 經经 緊紧 編编 縣县 縮缩 總总 績绩 繫系 聯联
    聲声 職职 聽听 脫脱 臨临 與与 蓋盖 處处 號号 術术 補补 裝装 製制 視视 親亲 計计 託托 記记
    訪访 註注 詢询 話话 該该 誌志 認认 誰谁 課课 調调 談谈 請请 論论 證证 議议 護护 讀读 變变
    負负 財财 貧贫 責责 費费 資资 賠赔 賬账 軍军 輔辅 輕轻 輟辍 轉转 辦办 辭辞 農农 這这 連连
    週周 進进 運运 過过 達达 遠远 適适 遷迁 選选 還还 郵邮 鄉乡 鄰邻 針针 錄录 鎮镇 鐘钟 鑒鉴
    長长 門门 開开 間间 關关 陸陆 隊队 階阶 際际 隨随 險险 雙双 雜杂 離离 難难 電电 靜静 項项
    順顺 須须 預预 領领 頻频 題题 額额 願愿 類类 風风 飯饭 養养 館馆 駐驻 體体 點点 黨党 齊齐
    齡龄
"""
_SIMPLIFIED = str.maketrans({pair[0]: pair[1] for pair in _TRADITIONAL.split()})


def simplified(word: str) -> str:
    """A heading or title in simplified characters: 身份證號碼 becomes 身份证号码."""
    return word.translate(_SIMPLIFIED)


def _bare(word: str) -> str:
    """Without the marks and numbering around a header word; never stripped to nothing."""
    while True:
        shorter = _TRAILING.sub("", _LEADING.sub("", word, count=1)) or word
        if shorter == word:
            return word
        word = shorter


_HEADINGS = 8192
"""How many words are remembered: the same headings stand on every sheet."""


def header_keys(value: object) -> tuple[str, ...]:
    """What a header word may mean, most literal first.

    First with the brackets' contents kept (监护人(父亲) → 监护人父亲), then, where that differs and
    anything remains, without them (监护人), then without its translation (姓名 Name → 姓名).
    Spaces, marks (*, ★, ：) and numbering (1. ① 一、) are gone from all of them. A blank gives
    ``("",)``.
    """
    return _header_keys(value) if type(value) is str else _header_keys(text(value))


@lru_cache(maxsize=_HEADINGS)
def _header_keys(value: str) -> tuple[str, ...]:
    word = _bare(simplified(key(value)))
    found = [_fold(word, lambda _: True), _fold(word, lambda _: False)]
    if (alone := _in_chinese(value)) != value:
        found.append(_fold(_bare(simplified(key(alone))), lambda _: False))
    return (found[0], *dict.fromkeys(k for k in found[1:] if k and k != found[0]))


_OTHER_SCRIPTS = re.compile(
    "[\u0600-\u06ff\ufb50-\ufdff\ufe70-\ufeff\u0f00-\u0fff\u1800-\u18af\ua000-\ua4cf\uac00-\ud7af]+"
)
_TRANSLATED = re.compile(r"(?<=[\u4e00-\u9fff)）])[\s/(（]+[A-Za-z][A-Za-z .'&/-]*[)）]?\s*$")


def _in_chinese(value: str) -> str:
    """A heading of two languages in Chinese alone: 姓名 Name, and 姓名 beside its Uyghur word."""
    if value.isascii() or not re.search("[\u4e00-\u9fff]", value):
        return value
    return _TRANSLATED.sub("", _OTHER_SCRIPTS.sub(" ", value)).strip()


def header_key(value: object) -> str:
    """The one word to show and compare: brackets holding only a note (必填, 18位) are dropped.

    ``*姓 名（必填）`` → ``姓名``; ``监护人（父亲）`` → ``监护人父亲``.
    """
    return _header_key(value) if type(value) is str else _header_key(text(value))


@lru_cache(maxsize=_HEADINGS)
def _header_key(value: str) -> str:
    word = _bare(simplified(key(value)))
    return _fold(word, lambda note: not _NOTE.search(note)) or _fold(word, lambda _: True)


def _fold(word: str, keep: Callable[[str], bool]) -> str:
    """The word with each bracket replaced by its contents, or by nothing."""

    def unwrap(found: re.Match[str]) -> str:
        inside = found[0][1:-1]
        return inside if keep(inside) else ""

    while True:
        shorter, changes = _BRACKETED.subn(unwrap, word)
        if not changes:
            return _bare(_BRACKETS.sub("", word))
        word = _bare(shorter) if shorter else ""
