"""The texts of the starter corpus' PDF and Word files: what they say, not how they look.

Each fact comes from a public source that the document itself names. `starter_documents.py` draws
these blocks, so a typo is mended here and the files are made again.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 opens a section, level 2 a part of it."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of running text."""

    text: str


@dataclass(frozen=True, slots=True)
class Bullets:
    """A bulleted list; the paragraph before it is its lead-in line."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a header row.

    `widths` are shares of the text width, one a column; the columns in `numeric` hold figures.
    """

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    numeric: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Sources:
    """The closing list: what each source is and its date, and where it is."""

    items: tuple[tuple[str, str], ...]


Block = Heading | Paragraph | Bullets | Table | Sources


@dataclass(frozen=True, slots=True)
class Text:
    """One document: the file it becomes and what stands in it."""

    file: str
    title: str
    subject: str
    intro: str
    blocks: tuple[Block, ...]


AUTHOR = "Klimatsvar (sammanställning)"
PUBLISHED = date(2026, 11, 23)
LANGUAGE = "sv-SE"

COMPILED = Paragraph("Sammanställt i november 2026 ur öppna källor.")

NEWS_2023 = (
    "Borås Stad, nyhet, 2023-12-08",
    "https://www.boras.se/nyheter/nyheter/"
    "borasstadfortsattersittklimatarbeteunder2024.5.79439cea18c38c060ef28dc.html",
)
KLIMATKOLLEN = ("Klimatkollen, 2024-11-14", "https://github.com/Klimatbyran/klimatkollen")
KLIMATBYRAN = (
    "Klimatbyrån, kommundata, 2026-07-02, och utsläpp per sektor, 2026-06-18",
    "https://github.com/Klimatbyran/garbo",
)
BUDGET = (
    "Klimatkommunerna, ”Borås koldioxidbudget”, utan datum",
    "https://klimatkommunerna.se/kunskapsbank/planer-och-strategier/klimatbudgetar/"
    "boras-koldioxidbudget/",
)
REGIONAL_GOALS = (
    "Klimat 2030, ”Regionala klimatmål”, utan datum",
    "https://klimat2030.se/regionala-klimatmal/",
)
WORKING_WITH_CLIMATE = (
    "Borås Stad, ”Så arbetar Borås Stad med klimatfrågan”, omkring 2021",
    "https://www.boras.se/bobyggaochmiljo/naturklimatochmiljo/borasochklimatforandringen/"
    "saarbetarborasstadmedklimatfragan.4.52843f5417758cb505c38a62.html",
)
CLIMATE_REPORT_2021 = (
    "Borås Stad, ”Klimatarbetet når inte målet”, omkring 2022",
    "https://www.boras.se/nyheter/nyheter/klimatarbetetnarintemalet.5.cccbca31815c3c784f28b5e.html",
)
PARKING = (
    "Borås Kommuns Parkering, ”Aktuellt”, april 2024",
    "https://www.parkeringboras.se/aktuellt/",
)

EMISSIONS = Text(
    file="utslapp-i-boras.pdf",
    title="Utsläpp i Borås",
    subject="Utsläpp av växthusgaser i Borås per år och per sektor",
    intro=(
        "Den här översikten handlar om hur stora utsläppen i Borås är, hur de har ändrats sedan"
        " 1990 och var de kommer ifrån."
    ),
    blocks=(
        Heading("Två mätserier som inte ska blandas"),
        Paragraph(
            "Det finns två serier med siffror över utsläppen i Borås. De två serierna mäter inte"
            " samma sak. Du kan därför inte jämföra ett tal från den ena serien med ett tal från"
            " den andra."
        ),
        Bullets(
            (
                "Serie A gäller koldioxid från fossila bränslen. Serie A kommer från Klimatkollen"
                " och är daterad november 2024.",
                "Serie B gäller alla växthusgaser. Serie B kommer från Klimatbyrån och är daterad"
                " juli 2026.",
            )
        ),
        Paragraph(
            "Båda serierna visar att utsläppen är lägre än 1990. Serie B är nyare, men det står"
            " inte tydligt i underlaget vad som räknas in. Läs därför siffrorna i serie B med"
            " lite större försiktighet."
        ),
        Heading("Serie A: koldioxid från fossila bränslen"),
        Paragraph(
            "Utsläppen av fossil koldioxid i Borås minskade med 51 procent från 1990 till 2022,"
            " enligt Klimatkollen. Från 2021 till 2022 minskade utsläppen av fossil koldioxid med"
            " 7,8 procent. Serie A räknar bara utsläpp som sker inom kommunens gränser."
        ),
        Table(
            caption="Tabell 1. Serie A: fossil koldioxid i Borås, ton per år",
            header=("År", "Ton koldioxid", "Anmärkning"),
            rows=(
                ("1990", "396 556", "Första året i jämförelsen"),
                ("2015", "237 247", ""),
                ("2021", "211 716", ""),
                ("2022", "195 210", "51 procent lägre än 1990"),
            ),
            widths=(0.16, 0.28, 0.56),
            numeric=(1,),
        ),
        Heading("Så snabbt minskade utsläppen", level=2),
        Paragraph(
            "Utsläppen av fossil koldioxid minskade i snitt med 2,7 procent om året mellan 2015"
            " och 2022. Takten gav Borås plats 199 av 290 kommuner när vi sorterade Klimatkollens"
            " uppgifter."
        ),
        Heading("Så mycket snabbare hade det behövt gå", level=2),
        Paragraph(
            "Klimatkollen räknar också ut en koldioxidbudget som följer målet 1,5 grader. Borås"
            " budget från 2024 är 379 277 ton i den beräkningen. Utsläppen hade behövt minska med"
            " 39,6 procent om året från 2024 för att hålla budgeten."
        ),
        Paragraph(
            "Med den gamla takten skulle budgeten i Klimatkollens beräkning ta slut omkring den"
            " 19 januari 2026. Datumet är en modellberäkning och inte en mätning. Klimatkollens"
            " beräkning är en annan än den koldioxidbudget som Borås Stad själv har beslutat om."
        ),
        Heading("Serie B: alla växthusgaser"),
        Paragraph(
            "Utsläppen av växthusgaser i Borås ökade med 19,6 procent från 2023 till 2024, enligt"
            " Klimatbyrån. Utsläppen 2024 var ändå 42,3 procent lägre än 1990. Underlaget"
            " förklarar inte varför utsläppen ökade 2024."
        ),
        Table(
            caption="Tabell 2. Serie B: alla växthusgaser i Borås, ton per år",
            header=("År", "Ton växthusgaser", "Anmärkning"),
            rows=(
                ("1990", "471 025", "Första året i jämförelsen"),
                ("2022", "236 164", ""),
                ("2023", "227 397", ""),
                ("2024", "271 879", "42,3 procent lägre än 1990"),
            ),
            widths=(0.16, 0.28, 0.56),
            numeric=(1,),
        ),
        Heading("Utsläpp per sektor 2024"),
        Paragraph(
            "Transporter är den största källan till utsläpp i Borås. Sektorerna i tabell 3 hör"
            " till serie B. Klimatbyråns uppgifter om sektorer är från juni 2026."
        ),
        Table(
            caption="Tabell 3. Serie B: utsläpp i Borås 2024 per sektor",
            header=("Sektor", "Andel av utsläppen", "Ton"),
            rows=(
                ("Transporter", "59 procent", "160 355"),
                ("El och fjärrvärme", "20 procent", "uppgift saknas här"),
                ("Arbetsmaskiner", "8 procent", "uppgift saknas här"),
                ("Jordbruk", "5 procent", "uppgift saknas här"),
                ("Övrigt (uträknat som resten)", "cirka 8 procent", "uppgift saknas här"),
            ),
            widths=(0.42, 0.29, 0.29),
            numeric=(1, 2),
        ),
        Paragraph(
            "Andelarna är avrundade. Vi har själva räknat ut raden ”Övrigt” genom att dra ifrån"
            " de andra sektorerna."
        ),
        Heading("Utsläpp från det vi köper"),
        Paragraph(
            "Serie A och serie B visar inte utsläppen från hushållens konsumtion. De utsläppen"
            " redovisas per invånare i tabell 4. Tabellen visar också två andra nyckeltal för"
            " Borås ur samma två källor."
        ),
        Table(
            caption="Tabell 4. Nyckeltal för Borås i två utgåvor",
            header=("Nyckeltal", "Utgåva november 2024", "Utgåva juli 2026"),
            rows=(
                (
                    "Hushållens konsumtion, ton per invånare",
                    "cirka 6,1 (gäller 2019)",
                    "5,2",
                ),
                ("Cykelväg, meter per invånare", "1,87", "1,91"),
                ("Laddbara bilar per publik laddpunkt", "17,8 (gäller 2023)", "15,3"),
            ),
            widths=(0.44, 0.30, 0.26),
            numeric=(1, 2),
        ),
        Heading("Når Borås sitt eget mål?"),
        Paragraph(
            "Borås egen koldioxidbudget säger att klimatpåverkan ska minska med 16 procent om"
            " året från och med 2020. Klimatrapporten för 2021 visade att Borås släppte ut mer än"
            " budgeten tillät. Utsläppen ökade 2021, efter att ha fallit under pandemiåret 2020."
            " Minskningen på 16 procent nåddes därför inte 2021."
        ),
        Paragraph(
            "Borås Stads egen budget räknar med utsläpp från konsumtion och från kommunens"
            " organisation. Budgeten kan därför inte följas upp med bara serie A eller serie B."
        ),
        Heading("Källor"),
        COMPILED,
        Sources((KLIMATKOLLEN, KLIMATBYRAN, BUDGET, CLIMATE_REPORT_2021)),
    ),
)

GOALS = Text(
    file="handlingsplan-oversikt.pdf",
    title="Översikt över klimatmål för Borås",
    subject="Mål för klimatet i Borås, i Västra Götaland och i Sverige",
    intro=(
        "Den här översikten samlar de mål för klimatet som gäller Borås: stadens egna mål, målen"
        " för Västra Götaland och målen för hela Sverige."
    ),
    blocks=(
        Heading("Så läser du översikten"),
        Paragraph(
            "Översikten är ingen beslutad handlingsplan. Översikten visar vilka mål som finns i"
            " öppna källor, vilket år målen gäller och var uppgiften kommer ifrån. Ett mål kan"
            " ha ändrats efter att källan skrevs. Klimatsatsningens vision är ett gott liv för"
            " alla inom planetens gränser."
        ),
        Heading("Borås Stads egna mål"),
        Paragraph(
            "Borås Stad har mål för klimatet, för resorna och för de egna bilarna."
            " Tabell 1 visar målen."
        ),
        Table(
            caption="Tabell 1. Mål som gäller i Borås",
            header=("Mål", "År", "Källa"),
            rows=(
                (
                    "Klimatpåverkan minskar med 16 procent om året",
                    "från 2020",
                    "Klimatkommunerna, utan datum",
                ),
                (
                    "Omkring 350 laddplatser för elbilar (plan)",
                    "2026",
                    "Borås Kommuns Parkering, april 2024",
                ),
                (
                    "Kommunens verksamhetsbilar är fossilfria",
                    "från 2028",
                    "Borås Kommuns Parkering, april 2024",
                ),
                (
                    "Borås är en hållbar och klimatneutral stad",
                    "2030",
                    "Ulf Olsson i Grönt samhällsbyggande, 2022-12-09",
                ),
                (
                    "All stadsbusstrafik inom Västtrafik drivs med el",
                    "2030",
                    "Västtrafik, omkring 2022",
                ),
                (
                    "Tolv procent av resorna görs med cykel",
                    "2040",
                    "Borås Stad, cykelstrategin, 2021",
                ),
                (
                    "Cykel- och bussresor ökar kraftigt, så att biltrafikens ökning dämpas",
                    "2040",
                    "Borås Stad, förslaget till trafikprogram, 2022",
                ),
            ),
            widths=(0.48, 0.15, 0.37),
        ),
        Heading("Koldioxidbudgeten", level=2),
        Paragraph(
            "Koldioxidbudgeten gäller både kommunen och samhället i Borås. Budgeten omfattar"
            " utsläpp från konsumtion och från kommunens egen organisation. Utrymmet kommer från"
            " IPCC:s globala budget, fördelad per invånare."
        ),
        Paragraph(
            "Kommunfullmäktige beslutade om koldioxidbudgeten den 13 december 2019, enligt Borås"
            " Stad. En nyhetstext från den 7 november 2019 på tellerreport.com räknade med att"
            " fullmäktige skulle ta upp frågan redan i slutet av november."
        ),
        Heading("Resor och trafik", level=2),
        Paragraph(
            "Borås Stads trafikprogram bygger på en bild av hur vi reser 2040. Förslaget till"
            " trafikprogram var på remiss våren 2022. Borås Stad antog trafikprogrammet 2023. Vi"
            " har inte hittat den antagna texten, så målet för 2040 kommer från förslaget."
        ),
        Paragraph(
            "Cykelstrategin är från 2021. I april 2024 hade kommunens parter satt upp 28 nya"
            " laddplatser utöver cirka 120 äldre."
        ),
        Heading("Målen för Västra Götaland"),
        Paragraph(
            "Alla 49 kommuner i Västra Götaland har skrivit under Klimat 2030. Klimat 2030 drivs"
            " av Västra Götalandsregionen och Länsstyrelsen. Tabell 2 visar målen."
        ),
        Table(
            caption="Tabell 2. Mål som gäller i Västra Götaland",
            header=("Mål", "År", "Källa"),
            rows=(
                (
                    "Växthusgasutsläppen är 80 procent lägre än 1990, och Västra Götaland är"
                    " fossiloberoende",
                    "2030",
                    "Klimat 2030, utan datum",
                ),
                (
                    "Utsläppen från västsvenskarnas konsumtion är 30 procent lägre än 2010",
                    "uppgift saknas här",
                    "Klimat 2030, utan datum",
                ),
            ),
            widths=(0.48, 0.20, 0.32),
        ),
        Heading("Målen för Sverige"),
        Paragraph(
            "Sverige har ett klimatmål för 2045 och etappmål på vägen dit. Etappmålen för 2030"
            " och 2040 i tabell 3 gäller utsläpp utanför EU:s utsläppshandel. Målet för inrikes"
            " transporter jämförs med 2010, de andra målen med 1990."
        ),
        Table(
            caption="Tabell 3. Mål som gäller i Sverige",
            header=("Mål", "År", "Källa"),
            rows=(
                (
                    "Utsläppen är minst 63 procent lägre än 1990",
                    "2030",
                    "Krisinformation, utan datum",
                ),
                (
                    "Inrikes transporters utsläpp är minst 70 procent lägre än 2010",
                    "2030",
                    "Krisinformation, utan datum",
                ),
                (
                    "Utsläppen är minst 75 procent lägre än 1990",
                    "2040",
                    "Krisinformation, utan datum",
                ),
                (
                    "Inga nettoutsläpp, och utsläppen i landet är minst 85 procent lägre än 1990",
                    "senast 2045",
                    "Naturvårdsverket, utan datum",
                ),
            ),
            widths=(0.48, 0.18, 0.34),
        ),
        Paragraph(
            "Etappmålen kan ha ändrats av riksdag och regering efter att källorna skrevs."
            " Klimatlagen gäller från den 1 januari 2018. Regeringen ska lämna en klimatpolitisk"
            " handlingsplan vart fjärde år."
        ),
        Heading("Så följs målen upp"),
        Paragraph("Flera delar av Borås Stad följer upp klimatarbetet:"),
        Bullets(
            (
                "Klimatrådet är en politisk beredning. Klimatrådet bildades när koldioxidbudgeten"
                " antogs.",
                "Klimatkommittén består av tjänstepersoner. Klimatkommittén samordnar och"
                " utvärderar klimatarbetet.",
                "Klimatrapporten skrivs av Klimatkommittén varje år.",
            )
        ),
        Paragraph(
            "Klimatrapporten för 2021 visade att minskningen på 16 procent inte nåddes. Utsläppen"
            " ökade 2021 efter att ha fallit under pandemiåret 2020. Siffror över utsläppen finns"
            " i översikten Utsläpp i Borås."
        ),
        Heading("Källor"),
        COMPILED,
        Sources(
            (
                BUDGET,
                (
                    "Borås Stad, ”Koldioxidbudget för Borås”, omkring 2020",
                    "https://www.boras.se/bobyggaochmiljo/naturochmiljo/"
                    "koldioxidbudgetforboras.4.bc75cfa16f92efcfa332349.html",
                ),
                ("Tellerreport (maskinöversatt nyhet), 2019-11-07", "tellerreport.com"),
                (
                    "Grönt samhällsbyggande, 2022-12-09",
                    "https://www.grontsamhallsbyggande.se/2022/12/09/"
                    "boras-signerar-sitt-forsta-klimatkontrakt/",
                ),
                (
                    "Borås Stad, ”Cykelstrategi”, 2021",
                    "https://www.boras.se/trafikochstadsplanering/cykla/"
                    "cykelstrategi.4.71249f401798a0fc6378880b.html",
                ),
                (
                    "Borås Stad, ”Borås trafikprogram tas fram”, 2022",
                    "https://www.boras.se/trafikochstadsplanering/"
                    "stadsplaneringochsamhallsutveckling/oversiktsplanering/"
                    "strategisktplaneringsarbete/"
                    "borastrafikprogramtasfram.4.7e0c3b5716ad2f445c75ab61.html",
                ),
                (
                    "Västtrafik, ”Elektrifiering”, omkring 2022",
                    "https://www.vasttrafik.se/info/elektrifiering/",
                ),
                PARKING,
                REGIONAL_GOALS,
                (
                    "Naturvårdsverket, om klimatmålen, utan datum",
                    "https://www.naturvardsverket.se/amnesomraden/klimatomstallningen/"
                    "sveriges-klimatarbete/sveriges-klimatmal-och-klimatpolitiska-ramverk/",
                ),
                (
                    "Krisinformation, ”Sveriges klimatmål”, utan datum",
                    "https://www.krisinformation.se/detta-kan-handa/klimatforandringar/"
                    "sveriges-klimatmal",
                ),
                WORKING_WITH_CLIMATE,
                CLIMATE_REPORT_2021,
                NEWS_2023,
            )
        ),
    ),
)

PLEDGES = Text(
    file="klimatloften-2024-2026.docx",
    title="Borås klimatlöften 2024–2026",
    subject="Kommunernas klimatlöften i Västra Götaland och vad Borås har lovat",
    intro=(
        "Den här texten handlar om Kommunernas klimatlöften för 2024–2026 och om vilka löften"
        " Borås Stad har antagit."
    ),
    blocks=(
        Heading("Vad är ett klimatlöfte?"),
        Paragraph(
            "Ett klimatlöfte är en åtgärd för klimatet som en kommun lovar att genomföra."
            " Kommunerna i Västra Götaland kunde välja bland 30 möjliga åtgärder för 2024–2026."
            " Kommunerna i länet antog tillsammans närmare 800 löften, enligt Klimat 2030."
        ),
        Heading("Vem står bakom klimatlöftena?"),
        Paragraph(
            "Klimatlöftena hör till Klimat 2030. Klimat 2030 drivs av Västra Götalandsregionen och"
            " Länsstyrelsen. Alla 49 kommuner i Västra Götaland har skrivit under Klimat 2030."
        ),
        Heading("Det här har Borås lovat"),
        Paragraph(
            "Borås Stad har antagit ett antal av klimatlöftena för 2024–2026. Bland löftena finns:"
        ),
        Bullets(
            (
                "att följa upp klimatarbetet varje år",
                "att ha en koldioxidbudget",
                "att ha dialog med invånarna",
                "att låna med gröna obligationer",
                "att klimatväxla tjänsteresor",
            )
        ),
        Paragraph(
            "Uppgiften om Borås löften kommer från Klimat 2030, omkring 2024. Vi har inte hittat"
            " hela listan över Borås löften."
        ),
        Heading("Så arbetar Borås med löftena"),
        Paragraph(
            "Tabellen visar vad öppna källor säger om arbetet i Borås. Flera uppgifter är äldre än"
            " löftena."
        ),
        Table(
            caption="Tabell 1. Klimatlöften och arbetet i Borås",
            header=("Löfte", "Det här vet vi om arbetet", "Källans datum"),
            rows=(
                (
                    "Årlig uppföljning",
                    "Klimatkommittén skriver en klimatrapport varje år.",
                    "omkring 2021",
                ),
                (
                    "Koldioxidbudget",
                    "Klimatpåverkan ska minska med 16 procent om året från 2020.",
                    "utan datum",
                ),
                (
                    "Dialog med invånarna",
                    "Samtalsserien Klimatprat ordnades fyra gånger under 2023.",
                    "2023-12-08",
                ),
                (
                    "Grön obligation",
                    "Skandia placerade 200 miljoner kronor i stadens första gröna obligation.",
                    "omkring 2024",
                ),
                (
                    "Klimatväxling av tjänsteresor",
                    "Förvaltningar och bolag har klimatväxlat sina tjänsteresor sedan 2013.",
                    "omkring 2021",
                ),
            ),
            widths=(0.26, 0.52, 0.22),
        ),
        Heading("Kommunens egen klimatavgift"),
        Paragraph(
            "Borås Stad har en intern klimatavgift. Klimatavgiften är 1,5 kronor per kilo"
            " koldioxid. Klimatavgiften gäller koldioxid från fossila bränslen och flygresor."
            " Uppgiften om avgiften kommer från Klimatkommunerna, utan datum."
        ),
        Heading("Mer om den gröna obligationen"),
        Paragraph(
            "Pengarna från den första gröna obligationen är öronmärkta för gröna byggnader. En"
            " särskild kommitté prövar om ett projekt uppfyller kriterierna. Kommunstyrelsen"
            " beslutade om ramverket för gröna obligationer den 9 oktober 2023."
        ),
        Heading("Mer om uppföljningen"),
        Paragraph(
            "Klimatrapporten för 2021 visade att Borås släppte ut mer än koldioxidbudgeten tillät."
        ),
        Heading("Källor"),
        COMPILED,
        Sources(
            (
                (
                    "Klimat 2030, ”Borås Stad”, omkring 2024",
                    "https://klimat2030.se/undertecknare/boras-stad/",
                ),
                (
                    "Klimat 2030, om klimatlöften 2024–2026, omkring 2023",
                    "https://klimat2030.se/nu-antar-kommunerna-i-vastra-gotaland-"
                    "nya-klimatloften-infor-2024-2026/",
                ),
                REGIONAL_GOALS,
                BUDGET,
                (
                    "Klimatkommunerna, ”Borås”, utan datum",
                    "https://klimatkommunerna.se/medlemmar/boras/",
                ),
                WORKING_WITH_CLIMATE,
                CLIMATE_REPORT_2021,
                (
                    "Borås Stad, ”Ramverk för gröna obligationer”, december 2023",
                    "https://www.boras.se/kommunochpolitik/ekonomiochbudget/upplaningsprogram/"
                    "ramverkforgronaobligationer.4.60d26dc518b84f1e9111d39d.html",
                ),
                (
                    "Borås Stad, ”Första gröna obligationen”, omkring 2024",
                    "https://www.boras.se/nyheter/nyheter/"
                    "forstagronaobligationenoppnarforhallbarainvesteringar"
                    ".5.73335c3e18dd06ded8f32dcf.html",
                ),
                NEWS_2023,
            )
        ),
    ),
)
