"""The pages beside the one where residents ask; none needs JavaScript.

Each source with the quotation marked in its surroundings (``source_page``) and on a picture of its
page (``pdf_page``), asking in plain HTML, what is done with questions, and how accessible the
service is (``plain``).
"""
