"""All that works around Gradio: what it has no setting for is changed here and nowhere else.

``server`` changes what it does in our process, ``queue`` how it takes calls and what it keeps of
sessions, ``streams`` when calls join while a stream of answers ends; ``paths`` tells which of its
paths are needed, and ``html`` changes its page. Each function names the version of Gradio that it
was last needed with, and why; ``tests/web/test_gradio_workarounds.py`` fails where one no longer
does what it is for. What is worked around in the browser stands in
``assets/gradio_workarounds.js`` and ``progress.js``; what is hidden of Gradio's looks, in
``page.css``.
"""
