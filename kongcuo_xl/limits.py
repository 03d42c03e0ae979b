"""How much of a file or folder is read before it is refused, and the sentences that say so.

Sizes are checked before a library opens the file: a value at XFD1048576 makes a reader ask for
more memory than there is, which ends the whole process, and a zip bomb fills the disk or memory.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields

from kongcuo_xl.book import UnreadableBookError, a1

MB = 1 << 20


def _limit(default: int, label: str, unit: str) -> int:
    value: int = field(default=default, metadata={"label": label, "unit": unit})
    return value


@dataclass(frozen=True, slots=True)
class Limits:
    """Upper limits; a policy replaces any of them by name under ``[limits]``."""

    max_file_mb: int = _limit(100, "单个文件的大小", "MB")
    max_unpacked_mb: int = _limit(1000, "压缩包解压后的大小", "MB")
    """All parts of a zip package together, as its directory states them and as they unpack."""
    max_ratio: int = _limit(150, "解压后与压缩时的大小之比", "倍")
    """Judged only above 64 MB, since ruled empty rows pack very well."""
    max_entries: int = _limit(5000, "压缩包里的部件数", "个")
    max_sheets: int = _limit(300, "一个工作簿的工作表数", "张")
    max_cells: int = _limit(5_000_000, "一个工作簿的单元格数", "个")
    """Area from A1 to the last value, summed over the sheets of a workbook."""
    max_merges: int = _limit(200_000, "一张工作表的合并区域数", "处")
    max_styles: int = _limit(250_000, "一个工作簿的单元格格式数", "种")
    max_nesting: int = _limit(200, "标记的嵌套层数", "层")
    max_files: int = _limit(50_000, "一个文件夹里的工作簿数", "个")
    max_folders: int = _limit(40, "文件夹的层数", "层")
    max_seconds: int = _limit(120, "读一个文件的时间", "秒")
    """For what is read by a process of its own: .xls, .ods, .xlsb, decryption, calculation."""
    max_memory_mb: int = _limit(4000, "读一个文件占用的内存", "MB")
    """Likewise; where the system can bound it."""

    def explained(self) -> list[str]:
        """Each limit as a line for people: what it bounds, how much, the key that changes it."""
        return [
            f"{part.metadata['label']}：不超过 {getattr(self, part.name)}{part.metadata['unit']}"
            f"（{part.name}）"
            for part in fields(self)
        ]

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

    def check_merges(self, sheet: str, count: int) -> None:
        """Raise UnreadableBookError for a sheet with more than ``max_merges`` merged areas."""
        if count > self.max_merges:
            raise UnreadableBookError(
                f"工作表“{sheet}”有 {count} 处合并单元格，超过 {self.max_merges} 处的上限，"
                f"没有读取；请取消不用的合并后保存{_adjust('max_merges')}。"
            )

    def check_styles(self, count: int) -> None:
        """Raise UnreadableBookError for a workbook with more than ``max_styles`` cell formats."""
        if count > self.max_styles:
            raise UnreadableBookError(
                f"有 {count} 种单元格格式，超过 {self.max_styles} 种的上限"
                f"（Excel 自身的上限约 6.5 万），没有读取；"
                f"请把内容粘贴到新的工作簿里再试{_adjust('max_styles')}。"
            )

    def check_nesting(self, depth: int) -> None:
        """Raise UnreadableBookError for markup nested deeper than ``max_nesting``."""
        if depth > self.max_nesting:
            raise UnreadableBookError(
                f"里面的标记一层套一层超过 {self.max_nesting} 层，不是表格软件写出来的，没有读取；"
                f"请确认来源，或用 Excel/WPS 打开后另存一份。"
            )


def _adjust(key: str) -> str:
    return f"，或在政策文件的 [limits] 中调大 {key}"


DEFAULT = Limits()
