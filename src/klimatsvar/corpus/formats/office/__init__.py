"""Read office formats: Word, OpenDocument, RTF, Excel and CSV."""
