"""Four plans of invented municipalities, printed by LibreOffice: every table cell as it stands.

Their sources lie beside them; ``soffice --headless --convert-to pdf *.fodt`` prints them anew. A
hyphen that ends a line counts as the line's: "koldioxid-ekvivalenter" of a source is one word.
"""

from pathlib import Path

import pytest

from klimatsvar.corpus.formats.pdf import read_pdf
from klimatsvar.corpus.source import Source

PLANS = Path(__file__).parent.parent / "data" / "plans"
LINDVIK = """
Transporter – Utsläpp (ton koldioxidekvivalenter), 2022: 41 300; \
Utsläpp (ton koldioxidekvivalenter), 2025: 36 850; Andel av kommunens utsläpp, 2022: 52 %; \
Andel av kommunens utsläpp, 2025: 50 %; Ansvarig nämnd: Gatunämnden
Uppvärmning – Utsläpp (ton koldioxidekvivalenter), 2022: 12 740; \
Utsläpp (ton koldioxidekvivalenter), 2025: 9 910; Andel av kommunens utsläpp, 2022: 16 %; \
Andel av kommunens utsläpp, 2025: 13 %; Ansvarig nämnd: Lokalnämnden och Lindviks Energi AB
Jordbruk – Utsläpp (ton koldioxidekvivalenter), 2022: 18 200; \
Utsläpp (ton koldioxidekvivalenter), 2025: 18 050; Andel av kommunens utsläpp, 2022: 23 %; \
Andel av kommunens utsläpp, 2025: 24 %
Arbetsmaskiner – Utsläpp (ton koldioxidekvivalenter), 2022: 7 150,5; \
Andel av kommunens utsläpp, 2022: 9 %; Ansvarig nämnd: Gatunämnden
Björkskolan – Skuggad yta på gården (m²): 24; Yta som behöver planteras (m²): 6
Näsets skola – Skuggad yta på gården (m²): 41; Yta som behöver planteras (m²): 0
Östra skolan – Skuggad yta på gården (m²): 12,5; Yta som behöver planteras (m²): 17,5
"""
_UNIT, _YEAR, _COST = "Ansvarig enhet", "Ska vara klar senast", "Beräknad kostnad"
NORRHAMN = f"""
# 1.1 Mindre el i kommunens hus
Byt lampor i alla idrottshallar och i simhallens omklädningsrum mot ledlampor med närvarostyrning. \
– {_UNIT}: Fastighetsenheten; {_YEAR}: 2026–2027; {_COST}: 1 200 tkr
Mät elen timme för timme i de tjugo hus som drar mest. – {_UNIT}: Fastighetsenheten i samråd med \
Norrhamn Elnät; {_YEAR}: Mars 2026; {_COST}: 340 tkr
Stäng av ventilationen i skolorna under loven. – {_UNIT}: Vaktmästarna; {_YEAR}: Löpande
# 1.2 Mer sol och vind
Sätt solceller på reningsverkets tak. – {_UNIT}: VA-enheten; {_YEAR}: 2028; {_COST}: 2,4 mnkr
Utred två platser för vindkraft i Storskogen. – {_UNIT}: Planenheten; {_YEAR}: Hösten 2027; \
{_COST}: 500 tkr
Låt föreningar hyra tak för egna solceller. – {_UNIT}: Fritidsenheten
# 1.3 Färre korta bilresor
Bygg cykelväg mellan Hamntorget och Norra skolan. – {_UNIT}: Gatuenheten; {_YEAR}: 2029; \
{_COST}: 8,5 mnkr
Sätt upp cykelräknare vid de fyra broarna. – {_UNIT}: Gatuenheten; {_YEAR}: Juni 2026; \
{_COST}: 95 tkr
Pröva lånecyklar för anställda som har möten i stadens båda delar. – {_UNIT}: Personalenheten och \
gatuenheten; {_YEAR}: 2026; {_COST}: 60 tkr
Sänk hastigheten till 30 kilometer i timmen i hela centrum. – {_UNIT}: Gatuenheten; {_YEAR}: 2027; \
{_COST}: 150 tkr
# 1.4 Värme utan olja
Byt de tre sista oljepannorna mot bergvärme. – {_UNIT}: Fastighetsenheten; {_YEAR}: Före 2028; \
{_COST}: 4,1 mnkr
Räkna på fjärrkyla till sjukhemmet. – {_UNIT}: Norrhamn Energi AB; {_YEAR}: 2027; {_COST}: 80 tkr
Isolera vindarna i kommunens hyreshus från 1960-talet. – {_UNIT}: Norrhamnsbostäder AB; \
{_YEAR}: 2026–2030; {_COST}: 12 mnkr
Ge råd om värme till alla som äger småhus. – {_UNIT}: Energirådgivaren; {_YEAR}: Löpande; \
{_COST}: 220 tkr per år
"""
OSTERSALA = """
Beslutad av: Kommunfullmäktige
Beslutsdatum: 2025-06-12
Gäller till och med: 2031-12-31
Ansvarig nämnd: Miljö- och byggnadsnämnden
Restavfall per invånare och år – Värde 2024: 148 kg; Värde 2028: 110 kg; Följs upp av: Miljöenheten
Andel av matavfallet som sorteras ut – Värde 2024: 61 %; Värde 2028: 80 %; \
Följs upp av: Östersala Avfall AB
Nedskräpning på de tolv torgen, skräp per 10 m² – Värde 2024: 3,4; Värde 2028: 1,5; \
Följs upp av: Parkenheten
Sala norra – Vardagar: 10–18; Lördagar: 9–14
Hyttan – Vardagar: 12–19; Lördagar: stängt
Berga – Vardagar: 7–16; Lördagar: 10–15
"""
VIKMARK = """
Centrum – Åtgärd: Bygg säkra cykelparkeringar vid stationen; Ansvarig: Gatukontoret; Tidplan: 2026
Centrum – Åtgärd: Ta bort 40 parkeringsplatser vid Stortorget; Ansvarig: Gatukontoret; \
Tidplan: 2027
Centrum – Åtgärd: Led om den tunga trafiken; Ansvarig: Trafikverket och kommunen; \
Tidplan: 2028–2029
Kyrkbyn – Åtgärd: Flytta hållplatsen närmare skolan; Ansvarig: Vikmarkstrafiken; \
Tidplan: Augusti 2026
Kyrkbyn – Åtgärd: Sätt upp belysning längs gångvägen; Ansvarig: Gatukontoret
Yttersund – Åtgärd: Pröva anropsstyrd buss på kvällar och helger; Ansvarig: Vikmarkstrafiken; \
Tidplan: 2026–2028
Bil – Resor (tusental), 2019: 9 840; Resor (tusental), 2024: 9 120; Andel (%), 2019: 71,2; \
Andel (%), 2024: 66,0
Buss – Resor (tusental), 2019: 1 730; Resor (tusental), 2024: 2 065; Andel (%), 2019: 12,5; \
Andel (%), 2024: 14,9
Cykel – Resor (tusental), 2019: 1 110; Resor (tusental), 2024: 1 490; Andel (%), 2019: 8,0; \
Andel (%), 2024: 10,8
Gång – Resor (tusental), 2019: 1 140; Resor (tusental), 2024: 1 150; Andel (%), 2019: 8,3; \
Andel (%), 2024: 8,3
"""


def tables(source: Source) -> list[str]:
    """Return the rows, and the headings of actions over them after a number sign."""
    return [
        block.text if block.kind == "row" else f"# {block.text}"
        for block in source.blocks
        if block.kind == "row" or (block.kind == "heading" and block.text[0].isdigit())
    ]


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("lindvik", LINDVIK),
        ("norrhamn", NORRHAMN),
        ("ostersala", OSTERSALA),
        ("vikmark", VIKMARK),
    ],
)
def test_every_cell_with_its_headers(name: str, rows: str) -> None:
    assert tables(read_pdf(PLANS / f"{name}.pdf")) == rows.strip().splitlines()


def test_columns_footnotes_and_the_registration_number() -> None:
    texts = [block.text for block in read_pdf(PLANS / "lindvik.pdf").blocks]
    assert "Lindviks kommun Dnr KS 2025-00231" in texts
    assert (
        "Kommunen har 18 400 invånare och ligger mellan två sjöar. De flesta bor i tätorten, där "
        "fjärrvärmen når två hus av tre och bussarna går var tionde minut på vardagarna."
    ) in texts
    assert texts[-1] == "Räknat från 2019, utan utsläpp från flyg."
    assert "Varje skola ska ha minst 30 m² skugga på gården." in texts
