"""FM 表格: the workbook itself."""
