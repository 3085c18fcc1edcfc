"""Words that make staff look at a request first. They mark a row and do nothing else: no answer, no order, no delay."""

import re

WORDS = (
    # English
    "can't breathe",
    "cannot breathe",
    "trouble breathing",
    "short of breath",
    "chest pain",
    "bleeding",
    "coughing blood",
    "vomiting blood",
    "passed out",
    "fainted",
    "seizure",
    "cannot walk",
    "can't walk",
    "can't feel my legs",
    "numb legs",
    "confused",
    "high fever",
    "suicide",
    "kill myself",
    "end my life",
    "want to die",
    "emergency",
    # Spanish
    "no puedo respirar",
    "dolor de pecho",
    "sangrado",
    "sangre",
    "convulsión",
    "convulsion",
    "desmayo",
    "fiebre alta",
    "suicidio",
    "quiero morir",
    "emergencia",
    # Arabic
    "ضيق التنفس",
    "ألم في الصدر",
    "نزيف",
    "إغماء",
    "حمى شديدة",
    "انتحار",
)
PATTERN = re.compile("|".join(rf"(?<!\w){re.escape(word)}(?!\w)" for word in WORDS), re.IGNORECASE)


def is_marked(text: str) -> bool:
    """Does a text hold one of the words? Curly apostrophes and runs of spaces do not matter."""
    return bool(PATTERN.search(" ".join(text.replace("’", "'").split())))
