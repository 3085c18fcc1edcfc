"""Bar charts as SVG from the server: sizes are attributes, looks are classes, every chart has its table beside it."""

from dataclasses import dataclass, field

WIDTH, ROW, LABELS, VALUES = 600, 30, 190, 90
COLUMN_WIDTH, COLUMN_HEIGHT, COLUMN_FOOT, COLUMN_HEAD = 25, 140, 22, 18


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
    def middle(self):
        return self.y + self.height / 2 + 5

    @property
    def centre(self):
        return self.x + self.width / 2

    @property
    def end(self):
        return self.x + self.width + 6

    @property
    def above(self):
        return self.y - 4


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
    room = WIDTH - LABELS - VALUES
    bars = [
        Bar(str(label), value, text, LABELS, number * ROW + 5, round(room * value / most, 1), ROW - 10)
        for number, (label, value, text) in enumerate(pairs)
    ]
    return bars, ROW * len(bars)


def standing(pairs) -> tuple[list[Bar], int]:
    """One column a value, for the hours of a day."""
    most = max((value for _label, value, _text in pairs), default=0) or 1
    bars = []
    for number, (label, value, text) in enumerate(pairs):
        height = round(COLUMN_HEIGHT * value / most, 1)
        y = COLUMN_HEAD + COLUMN_HEIGHT - height
        bars.append(Bar(str(label), value, text, number * COLUMN_WIDTH + 3, y, COLUMN_WIDTH - 6, height))
    return bars, COLUMN_HEAD + COLUMN_HEIGHT + COLUMN_FOOT


def chart(key, title, headings, pairs, *, note="", columns=False, rows=None) -> Chart:
    """A chart of (label, value, words), and its table: the same, unless `rows` says more."""
    pairs = list(pairs)
    bars, height = (standing if columns else lying)(pairs)
    table = [[label, text] for label, _value, text in pairs] if rows is None else rows
    return Chart(key, title, tuple(headings), table, bars, columns, note, WIDTH, height)


def table(key, title, headings, rows, note="") -> Chart:
    """Figures without a picture."""
    return Chart(key, title, tuple(headings), rows, note=note)
