"""Characters of Word's fonts of symbols, which stand at numbers of their own."""

_GREEK = "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ", "αβχδεφγηιϕκλμνοπθρστυϖωξψζ"
_SIGNS = {
    0x2D: "−", 0xA2: "′", 0xA3: "≤", 0xA5: "∞", 0xAC: "←", 0xAD: "↑", 0xAE: "→", 0xAF: "↓",
    0xB0: "°", 0xB1: "±", 0xB2: "″", 0xB3: "≥", 0xB4: "×", 0xB7: "•", 0xB8: "÷", 0xB9: "≠",
    0xBA: "≡", 0xBB: "≈", 0xBC: "…", 0xD6: "√", 0xD7: "⋅", 0xDE: "⇒", 0xE5: "∑",
}  # fmt: skip
_PLAIN = "!#%&()+,./0123456789:;<=>?[]_{|}"
_SYMBOL = {
    **{ord(sign): sign for sign in _PLAIN},
    **dict(zip(range(ord("A"), ord("Z") + 1), _GREEK[0], strict=True)),
    **dict(zip(range(ord("a"), ord("z") + 1), _GREEK[1], strict=True)),
    **_SIGNS,
}
_WINGDINGS = {0x6F: "☐", 0x78: "☒", 0xA8: "☐", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑"}
_FONTS = {"symbol": _SYMBOL, "wingdings": _WINGDINGS}
_OWN = range(0xF000, 0xF100)
"""Where Word keeps the characters of such fonts, in Unicode's private use area."""


def symbol(code: int, font: str) -> str:
    """Return the sign that a font shows for a character; "" for a picture that is no sign."""
    known = _FONTS.get(font.lower())
    if known is None:
        return "" if code in _OWN else chr(code)
    return known.get(code - _OWN.start if code in _OWN else code, "")
