"""What is known of human languages: sentences, words, spelling, dates, numbers and names.

Pure functions over text, with no model: they split text into sentences, make the terms that words
are searched by, and compare what two texts say, such as whether both give the same number or date.
"""
