"""Mail, and no Slack: the door to everything that the other rooms may use."""

from bot.smtp.answer.parts import Answer, CodeRecord, Column, Fact, Kind, Link, Passage, Table
from bot.smtp.answer.plain import as_json, as_text
from bot.smtp.dataset import Dataset, load_dataset
from bot.smtp.explainer import Explainer
from bot.smtp.page import PageWords, page_words
from bot.smtp.query import AboutCodes, Diagnosed, Explain, Forget, Help, Query, Search, SetLanguage
from bot.smtp.suggest import Suggestion
from bot.smtp.tables import DatasetError, Problem

__all__ = [
    "AboutCodes",
    "Answer",
    "CodeRecord",
    "Column",
    "Dataset",
    "DatasetError",
    "Diagnosed",
    "Explain",
    "Explainer",
    "Fact",
    "Forget",
    "Help",
    "Kind",
    "Link",
    "PageWords",
    "Passage",
    "Problem",
    "Query",
    "Search",
    "SetLanguage",
    "Suggestion",
    "Table",
    "as_json",
    "as_text",
    "load_dataset",
    "page_words",
]
