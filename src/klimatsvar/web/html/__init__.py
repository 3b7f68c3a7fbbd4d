"""Answers and what surrounds them as HTML: pure functions, and templates that escape every text."""
