"""Where workbooks live: files on disk, a running Excel, a running LibreOffice."""
