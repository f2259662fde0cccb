"""Findings + words → `Answer`: plain text in named parts, no layout. One module a kind of answer."""
