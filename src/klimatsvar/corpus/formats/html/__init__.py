"""Readers of HTML: web pages, and HTML within other texts.

``places`` tells a page's own text from what stands around it, ``blocks`` reads its elements, and
``page`` puts them in order and asks trafilatura for the page's title, date and address.
"""
