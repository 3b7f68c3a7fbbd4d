"""Readers of office files: Word, OpenDocument, RTF, Excel, and tables saved as text (CSV).

Word, OpenDocument and Excel files are zip archives of XML, which ``archive`` opens only when they
are harmless. Tables of all formats become one block a row, each figure beside its header.
"""
