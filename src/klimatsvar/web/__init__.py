"""The web service: the page where residents ask, and what programs ask.

``app`` puts it together and serves it. Residents ask on the page of ``ask``, or on ``pages`` that
need no JavaScript and show the sources; programs ask through ``programs``. ``gate`` stands before
them all, and ``html`` writes what is shown. ``live`` changes over to a new index while it serves.
"""
