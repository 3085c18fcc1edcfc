"""Words that carry the meaning of a sentence: amounts, and what turns it around. In English, Spanish and Arabic.

A change of one of them is never a typing error. A word too many here costs a review; one too few could cost more.
"""

import re
import unicodedata
from itertools import pairwise

LETTERS = r"[^\W\d_]+(?:'[^\W\d_]+)?"
WORD = re.compile(LETTERS)
TOKEN = re.compile(rf"\d+(?:[.,]\d+)*|{LETTERS}|[%°<>≤≥±]")
UNSEEN = re.compile("[\u00ad\u0640\u064b-\u0652\u200b-\u200f]")  # soft hyphens, Arabic vowel signs and the like
JOINED = "وف"  # “and” and “so” are written as one with the Arabic word that follows

REVERSING = frozenset(
    [
        "no",
        "not",
        "nor",
        "none",
        "never",
        "neither",
        "nobody",
        "nothing",
        "without",
        "cannot",
        "unless",
        "except",
        "avoid",
        "avoids",
        "avoided",
        "avoiding",
        "nunca",
        "sin",
        "jamás",
        "ningún",
        "ninguno",
        "ninguna",
        "nadie",
        "nada",
        "tampoco",
        "ni",
        "salvo",
        "excepto",
        "evite",
        "evitar",
        "evita",
        "eviten",
        "لا",
        "ليس",
        "ليست",
        "لم",
        "لن",
        "غير",
        "بدون",
        "دون",
        "بلا",
        "إلا",
        "ألا",
        "تجنب",
        "تجنبي",
        "تجنبوا",
    ]
)
NUMBERS = """
    zero one two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty fifty sixty seventy
    eighty ninety hundred thousand half quarter once twice double
    cero uno dos tres cuatro cinco seis siete ocho nueve diez doce quince veinte treinta cuarenta cincuenta sesenta
    setenta ochenta noventa cien ciento mil medio media doble
    صفر واحد واحدة اثنان اثنين اثنتان اثنتين ثلاث ثلاثة أربع أربعة خمس خمسة ست ستة سبع سبعة ثمان ثماني ثمانية تسع تسعة
    عشر عشرة عشرون عشرين ثلاثون ثلاثين مئة مائة ألف نصف ربع ضعف مرتان مرتين
    """
UNITS = """
    mg g kg mcg μg ml dl l mm cm m iu
    second seconds minute minutes hour hours day days week weeks month months year years hourly daily weekly monthly
    segundo segundos minuto minutos hora horas día días semana semanas mes meses año años diario diaria semanal mensual
    ملغ مغ غ كغ مل لتر دقيقة دقائق ساعة ساعات يوم يومين أيام أسبوع أسبوعين أسابيع شهر شهرين أشهر سنة سنوات يوميا
    """
AMOUNTS = frozenset((NUMBERS + UNITS).split())


def plain(text: str) -> str:
    """The text with one way to write each letter."""
    return UNSEEN.sub("", unicodedata.normalize("NFKC", text)).replace("’", "'").casefold()


def amounts(text: str) -> list[str]:
    """Every number, number word, unit and sign of comparison, in the order of the text."""
    return [token for token in TOKEN.findall(plain(text)) if not token[0].isalpha() or stands_in(AMOUNTS, token)]


def reversals(text: str) -> list[tuple]:
    """Every “not” and its like with the word that it turns around, in the order of the text."""
    words = WORD.findall(plain(text))
    return [pair for pair in pairwise([*words, ""]) if is_reversing(pair[0])]


def is_reversing(word: str) -> bool:
    return word.endswith("n't") or stands_in(REVERSING, word)


def stands_in(words, word: str) -> bool:
    return word in words or (word[0] in JOINED and word[1:] in words)
