"""From a question to quotations: search, weigh the sentences found, and decide what is quoted.

A question is searched for (``search``) and each sentence of the best passages is weighed by how
well it fits (``evidence``); ``choose`` picks what to quote, ``cite`` proves each quotation word for
word, and ``calibration`` says how certain the answer is, and so whether it is shown or refused.
``consider`` does all this in turn; ``limits`` refuses what the service must not answer at all.
"""
