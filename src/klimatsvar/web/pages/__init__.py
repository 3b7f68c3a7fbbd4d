"""The pages beside the one where residents ask; none needs JavaScript.

Each source with the quotation marked in its surroundings (``source_page``) and on a picture of its
page (``page_pictures``), asking in plain HTML, what is done with questions, and how accessible the
service is (``plain``); what it knows, and where there is no page (``about``).
"""
