"""Themes: what a topic model finds in the segments, and how that compares with the codebook."""

from alnqual.themes.against import against_codebook
from alnqual.themes.model import Theme, ThemeModel
from alnqual.themes.tables import FoundThemes, find_themes, theme_tables

__all__ = [
    "FoundThemes",
    "Theme",
    "ThemeModel",
    "against_codebook",
    "find_themes",
    "theme_tables",
]
