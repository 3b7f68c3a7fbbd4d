"""Klimatsvar: answers about a city's climate programme, every sentence a checked quotation."""
