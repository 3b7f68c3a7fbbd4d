"""Months, days of the week and how often.

The words stand here as well as in the lists, so that one taken out of a list is missed.
"""

import pytest

from klimatsvar.corpus.about import iso_date
from klimatsvar.language.dates import dates_in, periods_claimed, periods_given, weekdays_in
from klimatsvar.language.months import is_month

MONTHS = {
    "sv": "januari februari mars april maj juni juli augusti september oktober november december",
    "en": "January February March April May June July August September October November December",
    "fi": "tammikuuta helmikuussa maaliskuun huhtikuuta toukokuusta kesäkuussa heinäkuun elokuuhun"
    " syyskuuta lokakuussa marraskuu joulukuuta",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "pl": "stycznia lutym marcu kwietnia maja czerwca lipcu sierpnia wrześniu października"
    " listopadzie grudnia",
    "bs": "januara februaru mart aprila maju juni juli augusta septembra oktobru novembrom"
    " decembar",
    "so": "Janaayo Febraayo Maarso Abriil Maayo Juun Luulyo Ogosto Sebtembar Oktoobar Noofeembar"
    " Diseembar",
    "ar": "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre"
    " diciembre",
    "uk": "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
    "tr": "ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık",
    "fa": "ژانویه فوریه مارس آوریل مه ژوئن ژوئیه اوت سپتامبر اکتبر نوامبر دسامبر",
}


@pytest.mark.parametrize(
    ("word", "month"),
    [pair for names in MONTHS.values() for pair in zip(names.split(), range(1, 13), strict=True)],
)
def test_a_month_is_its_number(word: str, month: int) -> None:
    for text in (f"5 {word} 2024", f"{word} 2024"):
        assert [(date.month, date.year) for date in dates_in(text)] == [(month, 2024)]
    assert is_month(word)


FORMS = {
    1: "styczeń styczniu styczniem januar januaru januarom siječanj siječnja jannaayo січень",
    2: "luty lutego februar februara februarom veljača veljače лютий",
    3: "marzec marca marcem marta martu martom ožujak ožujka березень",
    4: "kwiecień kwietniu kwietniem april aprilu aprilom travanj travnja квітень",
    5: "maj maju majem maja svibanj svibnja травень",
    6: "czerwiec czerwcu czerwcem lipanj lipnja червень",
    7: "lipiec lipca lipcem srpanj srpnja липень",
    8: "sierpień sierpniu sierpniem august augustu augustom kolovoz kolovoza agosto серпень",
    9: "wrzesień września wrześniem septembar septembru septembrom rujan rujna sebteembar вересень",
    10: "październik październiku październikiem oktobar oktobra oktobrom жовтень",
    11: "listopad listopada listopadem novembar novembra novembru studeni studenoga листопад",
    12: "grudzień grudniu grudniem decembra decembru decembrom prosinac prosinca грудень",
}


@pytest.mark.parametrize(
    ("form", "month"), [(form, month) for month, forms in FORMS.items() for form in forms.split()]
)
def test_an_inflected_month_is_its_number(form: str, month: int) -> None:
    assert [date.month for date in dates_in(f"5 {form} 2024")] == [month]


DAY_FORMS = (
    "poniedziałek poniedziałki ponedjeljak ponedjeljkom",
    "wtorek wtorku utorak utorka",
    "środa środy środach srijeda srijede srijedom",
    "czwartku czwartki četvrtak četvrtka",
    "piątek piątki petak petka",
    "sobota soboty sobocie subota subote subotom",
    "niedziela niedzielę niedzieli nedjelja nedjelju nedjeljom",
)


@pytest.mark.parametrize(
    ("form", "day"), [(form, day) for day, forms in enumerate(DAY_FORMS) for form in forms.split()]
)
def test_an_inflected_day_is_its_number(form: str, day: int) -> None:
    assert weekdays_in(form) == {day}


@pytest.mark.parametrize(
    ("word", "month"),
    list(zip("jan feb febr mar apr jun jul aug sep sept okt nov dec".split(),
        [1, 2, 2, 3, 4, 6, 7, 8, 9, 9, 10, 11, 12], strict=True)),
)  # fmt: skip
def test_a_swedish_abbreviation_is_a_month_beside_figures(word: str, month: int) -> None:
    assert iso_date(f"8 {word}. 2023") == f"2023-{month:02}-08"
    assert [date.month for date in dates_in(f"8 {word} 2023")] == [month]
    assert dates_in(f"om {word} sedan") == ()


@pytest.mark.parametrize("word", ["may", "march", "mai", "mart", "maja", "May", "Mars bar, dec"])
def test_a_month_that_is_another_word_is_one_beside_figures_only(word: str) -> None:
    found = [date.month for date in dates_in(f"It {word} be so")]
    assert found == ([3] if word.startswith("Mars") else [])


@pytest.mark.parametrize(
    "text", ["in May 2024", "on 3 May", "May 3, 2024", "the 3rd of May", "3 and 5 May"]
)
def test_may_is_a_month_in_english_dates(text: str) -> None:
    assert {date.month for date in dates_in(text)} == {5}


def test_may_is_a_verb_elsewhere() -> None:
    assert dates_in("Residents may apply, and it may be granted in 2024.") == ()


@pytest.mark.parametrize("between", "och till and to und bis ja i do و".split())
def test_two_days_of_one_month_are_read(between: str) -> None:
    assert [date.day for date in dates_in(f"3 {between} 5 juni 2024")] == [3, 5]


@pytest.mark.parametrize("before", "of de vuonna godine roku år عام".split())
def test_a_word_may_stand_before_the_year(before: str) -> None:
    assert [(date.month, date.year) for date in dates_in(f"juni {before} 2024")] == [(6, 2024)]


DAYS = {
    "sv": "måndag tisdagen onsdagar torsdagarna fredags lördagens söndag",
    "en": "Monday Tuesdays Wednesday Thursday Friday Saturday Sunday",
    "fi": "maanantaina tiistaisin keskiviikkoisin torstaita perjantain lauantai sunnuntaina",
    "de": "Montags Dienstage Mittwoch Donnerstages Freitag Samstag Sonntag",
    "pl": "poniedziałku wtorki środę czwartek piątku sobotę niedziele",
    "bs": "ponedjeljka utorkom srijedu četvrtkom petkom subotu nedjelje",
    "so": "isniin talaado arbaco khamiis jimco sabti axad",
    "ar": "الاثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد",
    "es": "lunes martes miércoles jueves viernes sábado domingo",
    "uk": "понеділок вівторок середа четвер пʼятниця субота неділя",
    "tr": "pazartesi salı çarşamba perşembe cuma cumartesi pazar",
}


@pytest.mark.parametrize(
    ("word", "day"),
    [pair for names in DAYS.values() for pair in zip(names.split(), range(7), strict=True)],
)
def test_a_day_of_the_week_is_its_number(word: str, day: int) -> None:
    assert weekdays_in(f"X {word} Y") == {day}


@pytest.mark.parametrize(
    "per",
    "per pr om och i en ett varje varannan vart vartannat hela and a an one each every whole pro je"
    " und ein eine einem einer eines einen na za co jeden jedną jednej jednu jednom svake svaki por"
    " cada un una joka yhden yhdessä".split(),
)
def test_a_word_before_a_time_says_how_often(per: str) -> None:
    assert periods_claimed(f"10 {per} dygn") == {"day"}


@pytest.mark.parametrize(
    ("word", "rate"),
    [
        *((word, "year") for word in "årlig annual yearly vuosittain jährlich rocznie".split()),
        *((word, "year") for word in "godišnje sannadkii sanadkii anual سنوي السنة".split()),
        *((word, "quarter") for word in "kvartal quarterly neljännesvuosi quartal kwartał".split()),
        *((word, "month") for word in "månatligen månadsvis monthly kuukausittain".split()),
        *((word, "month") for word in "monatlich miesięcznie mjesečno mensual شهري".split()),
        *((word, "week") for word in "veckovis weekly viikoittain wöchentlich tygodniowo".split()),
        *((word, "week") for word in "sedmično semanal أسبوعي".split()),
        *((word, "day") for word in "dagligen dygnet daily päivittäin täglich dziennie".split()),
        *((word, "day") for word in "dnevno diario يومي".split()),
        *((word, "hour") for word in "timvis hourly tunnissa stündlich godzinę satu".split()),
        ("minuutissa", "minute"),
    ],
)
def test_a_word_says_how_often(word: str, rate: str) -> None:
    assert rate in periods_given(word)
    assert rate in periods_claimed(word)


@pytest.mark.parametrize("mark", ["¹", "ᵃ"])
def test_a_footnote_s_mark_is_no_part_of_a_date(mark: str) -> None:
    [date] = dates_in(f"den 3 mars 2024{mark} och")
    assert (date.year, date.month, date.day) == (2024, 3, 3)
