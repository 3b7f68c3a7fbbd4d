"""What stands between the service and the outside.

Limits of how large, how often and how many at once questions may be (``door``), the headers that
keep a browser safe (``guard``), what is answered to a request that is not let in (``refusal``), and
how faults are told, so that no log gets to know what was asked (``faults``).
"""
