"""The command line. Each command imports only what it needs: ``ask`` never pays for Slack."""

from __future__ import annotations

import argparse
import gc
import os
import sys
from collections.abc import Sequence
from functools import partial
from io import TextIOWrapper

from bot import __version__


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Returns the exit code: 0, 1 for problems found, 2 for a wrong call or setting."""
    options = _parser().parse_args(arguments)
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a terminal without our letters is no reason to fail
    try:
        return int(options.run(options))
    except BrokenPipeError:
        # Whoever read along has seen enough (``| head``); Python must not complain about it at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="smtp-bot", description="Explain SMTP codes and bounces.")
    parser.add_argument("--version", action="version", version=f"smtp-bot {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    ask = commands.add_parser("ask", help="explain or compare codes: ask 250 521")
    ask.add_argument("question", nargs="*", help="what you would type behind /smtp")
    ask.add_argument("--lang", default="en", metavar="TAG", help="language of the answer (default: en)")
    ask.add_argument("--json", action="store_true", help="print the answer as JSON")
    ask.set_defaults(run=_ask)
    read = commands.add_parser("read", help="read bounces from files or standard input: read bounce.eml, read -")
    read.add_argument("files", nargs="+", metavar="FILE", help="a file, or - for standard input")
    read.add_argument("--lang", default="en", metavar="TAG", help="language of the answers (default: en)")
    read.add_argument("--json", action="store_true", help="print one line of JSON for each file")
    read.set_defaults(run=_read)
    check = commands.add_parser("check", help="check every file in data/; with --lang, how far it is translated")
    check.add_argument("--lang", nargs="*", metavar="TAG", help="count these languages, or all, instead")
    check.add_argument("--translated", nargs="+", metavar="ENTRY", help="note that codes.550 (or all) is up to date")
    check.set_defaults(run=_check)
    for name, run, text in (
        ("try", _try, "start the bot with a playground on http://127.0.0.1:3000 (PORT changes it)"),
        ("migrate", _migrate, "bring the database's tables to the newest version (the release step)"),
        ("key", _key, "make a TOKEN_ENCRYPTION_KEY"),
        ("socket", _socket, "answer over Socket Mode"),
    ):
        commands.add_parser(name, help=text).set_defaults(run=run)
    return parser


def _ask(options: argparse.Namespace) -> int:
    # A command that lives for a tenth of a second frees nothing worth the time that collecting would take.
    gc.disable()
    from bot.smtp import Answer, DatasetError, Explainer, as_json, as_text  # noqa: PLC0415

    try:
        explainer = Explainer()
        answer = explainer.answer(" ".join(options.question), options.lang)
    except DatasetError as error:
        return _stop(error)
    if answer.kind in ("language", "forget"):
        # There is nobody here whose choices could be kept.
        sentence = explainer.dataset.words(options.lang).say(f"{answer.kind}.terminal")
        answer = Answer(answer.kind, answer.language, answer.title, sentence)
    print(as_json(answer) if options.json else as_text(answer), flush=True)  # noqa: T201
    return 0


def _read(options: argparse.Namespace) -> int:
    from bot.reading import read_files  # noqa: PLC0415
    from bot.smtp import DatasetError, Explainer  # noqa: PLC0415

    try:
        return read_files(options.files, Explainer(), options.lang, as_lines=options.json)
    except DatasetError as error:
        return _stop(error)


def _check(options: argparse.Namespace) -> int:
    from bot.checking import check_all, check_languages, translated  # noqa: PLC0415

    if options.translated:
        return translated(options.lang or (), options.translated)
    return check_all() if options.lang is None else check_languages(options.lang)


def _try(_options: argparse.Namespace) -> int:
    from bot.playground.registration import Registration  # noqa: PLC0415
    from bot.playground.run import serve  # noqa: PLC0415
    from bot.settings import Settings, SettingsError, read_port, refuse_production  # noqa: PLC0415
    from bot.slack.app import load_manifest  # noqa: PLC0415
    from bot.smtp import DatasetError, load_dataset, page_words  # noqa: PLC0415
    from bot.web import create_app  # noqa: PLC0415

    try:
        refuse_production()
        port = read_port()
        words = partial(page_words, load_dataset())
    except (SettingsError, DatasetError) as error:
        return _stop(error)

    return serve(
        lambda given: create_app(
            Settings(given.bot_token, given.signing_secret, api_url=given.api_url, database_url="sqlite://")
        ),
        port=port,
        registration=Registration.from_manifest(load_manifest()),
        words=words,
    )


def _migrate(_options: argparse.Namespace) -> int:
    from bot.migrating import migrate  # noqa: PLC0415
    from bot.settings import SettingsError, load_for_release  # noqa: PLC0415

    try:
        migrate(load_for_release())
    except SettingsError as error:
        return _stop(error)
    return 0


def _key(_options: argparse.Namespace) -> int:
    from cryptography.fernet import Fernet  # noqa: PLC0415

    print(Fernet.generate_key().decode())  # noqa: T201
    return 0


def _socket(_options: argparse.Namespace) -> int:
    from bot.settings import SettingsError, load_settings  # noqa: PLC0415

    try:
        settings = load_settings(socket_mode=True)
    except SettingsError as error:
        return _stop(error)
    # Only now, since they are large: what is wrong with a setting is told at once.
    from bot.smtp import DatasetError  # noqa: PLC0415
    from bot.socket import run_socket_mode  # noqa: PLC0415

    try:
        run_socket_mode(settings)
    except (SettingsError, DatasetError) as error:
        return _stop(error)
    return 0


def _stop(error: Exception) -> int:
    print(error, file=sys.stderr)  # noqa: T201
    return 2


if __name__ == "__main__":
    sys.exit(main())
