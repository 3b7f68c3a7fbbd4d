"""Words that tell names from other words with a capital, and names that languages differ in."""

import re
from functools import lru_cache

from justext import get_stoplist

# Names that differ by language: beginnings of the words. Whole names of countries come from CLDR.
TRANSLATED = (
    "sverige sweden swedish svensk schwed szwec szwed ruots švedsk iswidhan iswiidh السويد"
    " سويد suec швец швед isveç سوئد",
    "eu ue europe european union europeisk europäisch europejsk uni euroopan unioni evropsk"
    " الاوروبي الاتحاد الأوروبي",
    "göteborg gothenburg goteborg geteborg غوتنبرغ يوتوبوري غوتنبورغ",
    "stockholm tukholma tukholman tukholmas sztokholm štokholm ستوكهولم estocolmo стокгольм",
    "malmö malmo مالمو",
    "borås boras بوروس بوراس бурос",
    "uppsala upsala اوبسالا أوبسالا",
    "lund لوند",
    "gävle يافله غافله",
    "umeå اوميو أوميو",
    "helsingborg هلسنغبوري هلسينغبورغ",
    "linköping لينشوبينغ لينكوبينغ",
    "örebro اوريبرو أوريبرو",
    "västerås فيستيروس",
    "trollhättan ترولهتان",
    "volvo فولفو",
    "ikea ايكيا إيكيا",
    "stad staden stads kommun kommunen city municipality kaupun stadt gemeinde miast grad gmin"
    " degmad magaalad",
    "region regionen landskap län county province provinz",
    "co2 koldioxid",
)
FUNCTION_WORDS = frozenset(
    """
    i på av för med till från om under över efter innan före när där här hur vad vem vilka vilken
    vilket varför den det de dem denna detta dessa en ett man du ni vi jag hon han hen din ditt dina
    sin sitt sina deras dess vår vårt våra alla allt båda både och eller men så som att inte ingen
    inget inga aldrig enligt sedan också även dock bara cirka ungefär omkring minst högst mer fler
    flera några någon något många dessutom däremot därför då nu idag mot mellan genom utan vid hos
    har är var blir blev kan ska skulle får fick måste bör finns eftersom medan trots totalt
    tillsammans
    nej ja jo javisst yes
    the a an in on at of for with to from by about under over after before when where here how what
    who which why this that these those it its they them their you your we our he she his her i all
    both and or but so as not no never according since also only about around approximately at more
    fewer less most some any many moreover however therefore then now today between through without
    during is are was were be been has have had can could should may must will would there if unless
    although while each every one two first second another other residents waste
    kyllä nein ja tak haa maya نعم
    on se ne he hän sinä me te tämä tuo nämä ja tai mutta kun jos että myös vain noin vuonna vuoden
    vuosina kaupungin kaupunki kunnan kunta kaikki joka jotka mitä mikä missä miten ei eivät
    mukaan sekä lisäksi siksi yli alle ennen jälkeen
    der die das den dem des ein eine einen einem einer in im an am auf aus bei mit nach seit von
    vom zu zum zur für über unter vor um durch gegen ohne und oder aber denn weil wenn dass ob als
    wie was wer wo warum er sie es wir ihr ich man sein ihre ihr alle beide auch nur etwa rund laut
    nicht kein keine nie insgesamt seitdem außerdem deshalb dort hier jetzt heute diese dieser
    dieses jede jeder jedes
    w we z ze na do od po za o u przy przez dla bez pod nad przed między według oraz i lub albo ale
    że gdy kiedy jeśli jak co kto gdzie dlaczego ten ta to te ci on ona ono oni one my wy ja jego
    jej ich nie tak też także tylko około ponad wszystkie wszyscy miasto miasta jest są był była
    było były od roku
    u iz na do od po za o pri s sa bez pod nad pred među prema i ili ali da kada kad ako kako šta
    što ko gdje zašto ovaj ova ovo ovi taj ta to on ona ono oni one mi vi ja njegov njen njihov ne
    nije nisu je su bio bila bilo bili sve svi samo oko više grad grada općina
    waxa waxaa waxay ayaa iyo oo in ka ku u la ee ama haddii marka sida sidoo kani tani kuwan
    magaalada degmada sanadkii sannadkii dhammaan kaliya ilaa laga
    voit voitte voi możesz można waxaad možete možeš
    el la los las un una de del en con por para sin sobre según y o pero que cuando donde como no se
    es son fue ciudad municipio
    """.split()
)
ACTORS = {
    "government": r"regering\w*|governments?|hallitu\w+|bundesregierung|regierung\w*|rząd\w*"
    r"|vlad[aeuo]\w*|(?:ال)?حكومة|dowladd?a|gobierno",
    "state": r"staten|statens|statlig\w*|the state|state-owned|valtio\w*|staat\w*|państw\w+"
    r"|držav\w+|الدولة",
    "parliament": r"riksdag\w*|parliament\w*|eduskun\w+|parlament\w*|البرلمان",
    "county board": r"länsstyrelse\w*|county administrative board\w*|lääninhalli\w+",
    "region": r"region(?:en|ens)|\w+regionen|the region",
    "municipality": r"\w*kommun\w*|stad|stads|staden|stadens|municipal\w*|city|kaupunki|kaupungin"
    r"|kunta|kunnan|gemeinde\w*|stadt|gmin\w+|općin\w+|(?:ال)?بلدية|degmad\w*|municipio|ayuntamiento",
}
"""Who does things in the documents and may be called otherwise than by name."""
GERMAN_LICENCE = frozenset(
    """
    der die das den dem des ein eine einen einem einer eines kein keine keinen keinem keiner im am
    zum zur beim vom ins ans ihr ihre ihren ihrem ihrer sein seine seinen seinem seiner unser unsere
    unseren euer dieser diese dieses diesen diesem jeder jede jedes jeden jedem alle allen aller
    viele vielen mehrere mehreren weniger mehr beide beiden etwa rund
    """.split()
)
"""What stands before an ordinary noun in German, where every noun has a capital."""
GERMAN_NOUN = re.compile(
    r"\w+(?:ung|ungen|heit|heiten|keit|keiten|schaft|schaften|tion|tionen|tät|täten|ismus)s?"
    r"|(?:\w*(?:abfall|abfälle|abfällen|müll|reste|resten|tüte|tüten|städte|städten|stadt|länder"
    r"|ländern|einwohner|einwohnern|menschen|personen|fahrrad|fahrräder|fahrrädern|auto|autos|bus"
    r"|busse|bussen|verkehr|wohnungen|häuser|häusern|gebäude|gebäuden|wasser|regen|strom|wärme"
    r"|energie|gas|gase|gasen|biogas|emission|emissionen|ausstoß|behörden|unternehmen|parteien"
    r"|partner|partnern|vertrag|verträge|verträgen|ziel|ziele|zielen|geld|kinder|schüler|schulen"
    r"|prozent|million|millionen|milliarde|milliarden|tonnen|kronen|kilometern|metern|linie"
    r"|bewohner|bewohnern|leute|leuten|hause|papier|öl|holz|geschäft|geschäfte|meter))"
)


SUBJECTS = frozenset(
    """
    antalet andelen folkmängden mängden summan delen undvik stäng öppna ring fråga
    kontakta sortera spara kör åk cykla gå ta tänk kom läs skriv lämna
    släng lägg sätt ställ byt kolla se titta följ använd välj köp sälj odla rensa håll flytta låt
    invånarna invånare boende hushåll hushållen företag företagen bilar bussar elbussar bussarna
    elbussarna tåg resor utsläpp utsläppen trafiken biltrafiken parken huset husen pengarna målet
    målen planen satsningen projektet bolaget arbetet avtalet kontraktet beslutet rådgivningen
    avfall matavfall matrester sopor kläder textil solceller laddning bygglov skyfall regn ungefär
    nästan drygt knappt ytterligare samtidigt tidigare senare numera hittills troligen egentligen
    greenhouse emissions carbon fossil electricity energy district heating food hazardous household
    households garden solar heat transport traffic cycling bicycle buses bus cars car people
    residents citizens public national climate municipal municipalities cities goal goals target
    textile clothes packaging recycling rain heavy flood floods homeowners schools companies parts
    advice charging electric money construction put take follow throw ask call contact sort
    päästöt päästöjen kasvihuonekaasupäästöt liikenne liikenteen ruokajätteet biojäte jäte jätteet
    tavoite tavoitteena sähköbussit bussit pyöräily asukkaat energianeuvonta aurinkopaneelit laita
    emisje emisja transport odpady cel celem autobusy mieszkańcy energia panele ścieki wyrzucaj
    włóż cała całe cały doradztwo emisije promet otpad cilj autobusi stanovnici savjetovanje paneli
    bacite stavite cijeli cijela hoos qashinka dadka hadafku magaaladu degmadu baska basaska
    """.split()
)
"""What answers about a city's climate often begin with, in languages without articles above all."""


@lru_cache(maxsize=16)
def frequent(language: str) -> frozenset[str]:
    """Return the most frequent words of a language, in lower case; names are among them."""
    listed = {
        "en": "English", "fi": "Finnish", "de": "German", "pl": "Polish", "bs": "Bosnian",
        "es": "Spanish", "tr": "Turkish", "uk": "Ukrainian",
    }  # fmt: skip
    return get_stoplist(listed[language]) if language in listed else frozenset()
