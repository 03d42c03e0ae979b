"""How large a file may be before it is refused, and the sentences that say so.

Sizes are checked before a library opens the file: a value at XFD1048576 makes the reader ask for
more memory than there is, which ends the whole process, and a zip bomb fills the disk or memory.
"""

from __future__ import annotations

from dataclasses import dataclass

from kongcuo_xl.book import UnreadableBookError, a1

MB = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """Upper limits for one file; a policy may replace any of them by name."""

    max_file_mb: int = 200
    max_unpacked_mb: int = 1024
    """All parts of a zip package together, as its directory states them and as they unpack."""
    max_ratio: int = 200
    """Unpacked to packed size; judged only above 64 MB, since ruled empty rows pack very well."""
    max_entries: int = 20_000
    max_sheets: int = 500
    max_cells: int = 10_000_000
    """Area from A1 to the last value, summed over the sheets of a workbook."""

    def check_file(self, size: int) -> None:
        """Raise UnreadableBookError for a file of more than ``max_file_mb``; size in bytes."""
        if size > self.max_file_mb * MB:
            raise UnreadableBookError(
                f"文件有 {size / MB:.0f} MB，超过 {self.max_file_mb} MB 的上限，没有打开；"
                f"请拆成几个文件{_adjust('max_file_mb')}。"
            )

    def check_package(self, entries: int, packed: int, unpacked: int) -> None:
        """Raise UnreadableBookError for a zip package like a bomb; sizes in bytes."""
        if entries > self.max_entries:
            raise UnreadableBookError(
                f"压缩包里有 {entries} 个部件，超过 {self.max_entries} 个的上限，不像正常的工作簿，"
                f"没有打开；请确认来源{_adjust('max_entries')}。"
            )
        if unpacked > self.max_unpacked_mb * MB:
            raise UnreadableBookError(
                f"解压后将有 {unpacked / MB:.0f} MB，超过 {self.max_unpacked_mb} MB 的上限"
                f"（可能是压缩炸弹），没有打开；请确认来源{_adjust('max_unpacked_mb')}。"
            )
        if unpacked > 64 * MB and unpacked > self.max_ratio * max(packed, 1):
            raise UnreadableBookError(
                f"解压后的大小是压缩时的 {unpacked // max(packed, 1)} 倍，超过 {self.max_ratio} 倍"
                f"的上限（可能是压缩炸弹），没有打开；请确认来源{_adjust('max_ratio')}。"
            )

    def check_sheets(self, count: int) -> None:
        """Raise UnreadableBookError for more than ``max_sheets`` worksheets."""
        if count > self.max_sheets:
            raise UnreadableBookError(
                f"有 {count} 张工作表，超过 {self.max_sheets} 张的上限，没有读取；"
                f"请拆成几个文件{_adjust('max_sheets')}。"
            )

    def check_area(self, sheet: str, height: int, width: int, before: int = 0) -> int:
        """Area of a sheet's used range, plus that of the sheets before it.

        Raises UnreadableBookError when the sum exceeds ``max_cells``.
        """
        total = before + height * width
        if total > self.max_cells:
            raise UnreadableBookError(
                f"工作表“{sheet}”的内容一直到单元格 {a1(height - 1, width - 1)}，"
                f"全簿超过 {self.max_cells} 个单元格的上限，没有读取；"
                f"请按 Ctrl+End 找到最末的单元格，删除多余的行列后保存{_adjust('max_cells')}。"
            )
        return total


def _adjust(key: str) -> str:
    return f"，或在政策文件的 [limits] 中调大 {key}"


DEFAULT = Limits()
