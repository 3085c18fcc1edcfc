"""Bar charts as SVG from the server: sizes are attributes, looks are classes, every chart has its table beside it."""

from dataclasses import dataclass, field

WIDTH, ROW, THICKNESS = 340, 42, 12  # narrow enough to be read on a phone: the label stands above its bar
COLUMN_WIDTH, COLUMN_HEIGHT, COLUMN_FOOT = 14, 120, 24
LABEL_EVERY = 3  # hours


@dataclass(frozen=True)
class Bar:
    label: str
    value: float
    text: str
    x: float
    y: float
    width: float
    height: float

    @property
    def above(self):
        return self.y - 7

    @property
    def centre(self):
        return self.x + self.width / 2


@dataclass(frozen=True)
class Chart:
    """`headings` and `rows` are the table; `bars` the picture of it. `note` says what is counted."""

    key: str
    title: str
    headings: tuple
    rows: list
    bars: list = field(default_factory=list)
    is_columns: bool = False
    note: str = ""
    width: int = WIDTH
    height: int = 0

    @property
    def foot(self):
        return self.height - 6


def lying(pairs) -> tuple[list[Bar], int]:
    """One bar a row. `pairs`: (label, value, words of the value)."""
    most = max((value for _label, value, _text in pairs), default=0) or 1
    bars = [
        Bar(str(label), value, text, 0, number * ROW + 24, round(WIDTH * value / most, 1), THICKNESS)
        for number, (label, value, text) in enumerate(pairs)
    ]
    return bars, ROW * len(bars)


def standing(pairs) -> tuple[list[Bar], int]:
    """One column a value, for the hours of a day; every third is named."""
    most = max((value for _label, value, _text in pairs), default=0) or 1
    bars = []
    for number, (label, value, text) in enumerate(pairs):
        height = round(COLUMN_HEIGHT * value / most, 1)
        name = "" if number % LABEL_EVERY else str(label)
        bars.append(Bar(name, value, text, number * COLUMN_WIDTH + 4, COLUMN_HEIGHT - height, COLUMN_WIDTH - 4, height))
    return bars, COLUMN_HEIGHT + COLUMN_FOOT


def chart(key, title, headings, pairs, *, note="", columns=False, rows=None) -> Chart:
    """A chart of (label, value, words), and its table: the same, unless `rows` says more."""
    pairs = list(pairs)
    bars, height = (standing if columns else lying)(pairs)
    table = [[label, text] for label, _value, text in pairs] if rows is None else rows
    return Chart(key, title, tuple(headings), table, bars, columns, note, WIDTH, height)


def table(key, title, headings, rows, note="") -> Chart:
    """Figures without a picture."""
    return Chart(key, title, tuple(headings), rows, note=note)
