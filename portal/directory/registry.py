"""Columns of the list of doctors that other apps know how to read and write: they tell it in AppConfig.ready."""

from collections.abc import Callable
from typing import NamedTuple


class Column(NamedTuple):
    """`read` gives id of doctor → sorted codes, of some or all; `known` the codes there are; `write` stores those of one."""

    read: Callable[..., dict[int, list[str]]]
    known: Callable[[], set[str]]
    write: Callable[..., None]


columns: dict[str, Column] = {}
