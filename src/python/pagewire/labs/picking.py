# SPDX-License-Identifier: GPL-2.0-only
"""Rows of tables, by the options of their runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Mapping, Optional

from pagewire.errors import InputError

if TYPE_CHECKING:
    import pandas as pd


def picked(table: pd.DataFrame, wanted: Optional[Mapping[str, Any]] = None, **words: Any) -> pd.DataFrame:
    """The rows in which columns have these values: `wanted` by the columns' names, `words` with '_' for '.' and '-', where
    the name of an option may lack its section: `picked(result.runs, protocol="h2")`.

    Values are compared as they are written. Raises InputError where a word names no column, or several.
    """
    named = {**(wanted or {}), **{column_of(table, word): value for word, value in words.items()}}
    for column, value in named.items():
        table = table[table[column].astype(str) == str(value)]
    return table


def column_of(table: pd.DataFrame, word: str) -> str:
    """The column that a word means."""
    plain = {column: column.replace(".", "_").replace("-", "_") for column in table.columns}
    found = [column for column, name in plain.items() if name == word]
    found = found or [column for column in plain if column.rpartition(".")[2].replace("-", "_") == word]
    if len(found) != 1:
        raise InputError(f"'{word}' names {'no column' if not found else ' and '.join(found)} of the table")
    return str(found[0])
