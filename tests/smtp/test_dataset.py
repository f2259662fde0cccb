"""What breaks the contract of data/ is named by file and entry, and refused."""

import shutil
from pathlib import Path

import pytest

from bot.smtp import DatasetError, load_dataset
from bot.smtp.check import check
from bot.smtp.loading import find_data, load_notices


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return Path(shutil.copytree(find_data(), tmp_path / "data"))


# What only a whole look sees: the loader reads a language by itself.
_SEEN_BY_THE_CHECK = (
    "has facts but no words",
    "is not in the English file",
    "the English has changed",
    "playground.toml [",
)
PLANTED = [
    ("codes.toml", '["250"]\n', '["250"]\ncolour = "green"\n', "codes.toml [250]: Object contains unknown field `colour`"),
    ("codes.toml", '["250"]\nstanding = "current"', '["250"]\nstanding = "fine"', "codes.toml [250]: Invalid enum value 'fine'"),
    ("codes.toml", '["250"]', '["25O"]', "codes.toml [25O]: is not a reply code"),
    ("codes.toml", '["250"]', '["999"]', "codes.toml [999]: is not a reply code"),
    ("codes.toml", 'related = ["220", "550", "554", "556"]', 'related = ["229"]', "codes.toml [521]: related: 229 is in neither"),
    ("enhanced.toml", '["X.1.1"]', '["X.1.01"]', "enhanced.toml [X.1.01]: is not an enhanced status code"),
    ("enhanced.toml", '["X.1.1"]\n', '["X.1.1"]\nreplies = []\n', "enhanced.toml: not TOML"),
    ("lang/en/codes.toml", 'gist = "250 ', 'gist = "The code 250 ', "lang/en/codes.toml [250]: gist must begin with the code"),
    ("lang/en/codes.toml", '["250"]', '["249"]', "lang/en/codes.toml [249]: has words but no facts"),
    ("lang/fr/enhanced.toml", '["X.1.10".collisions]\nmicrosoft_365', '["X.1.10".collisions]\nyahoo', "lang/fr/enhanced.toml [X.1.10]: collisions"),
    ("lang/fr/ui.toml", "{codes}", "{code}", "lang/fr/ui.toml [difference.line]: must have exactly the placeholders"),
    ("lang/fr/ui.toml", "[join]", "[joint]", "lang/fr/ui.toml [joint.list]: is not a key of the English file"),
    ("lang/fr/classes.toml", "[reply.4]", "[reply.9]", "lang/fr/classes.toml [reply.4]: is missing"),
    ("lang/fr/pairs.toml", '["250 521"]', '["521 250"]', "lang/fr/pairs.toml [521 250]: is not two codes, the lower first"),
    ("causes.toml", 'severity = "low"', 'severity = "mild"', "causes.toml [accepts-no-mail]: Invalid enum value 'mild'"),
    ("providers.toml", "hosts = [", "host = [", "providers.toml ["),
    ("notices.toml", "[systems]", "[system]", "notices.toml [systems]: is missing, or no table"),
    ("notices.toml", 'haraka = ["haraka"]', 'haraka = "haraka"', "notices.toml [systems.haraka]: Expected `array`, got `str`"),
    ("notices.toml", 'haraka = ["haraka"]', 'haraka = ["domino"]', "notices.toml [systems.haraka]: 'domino' stands twice"),
    ("notices.toml", 'haraka = ["haraka"]', 'haraka = ["Haraka"]', "notices.toml [systems.haraka]: 'Haraka' is never found: text is compared as 'haraka'"),
    ("notices.toml", "haraka = [", "Haraka = [", "notices.toml [systems.Haraka]: is not an id"),
    ("notices.toml", "[de]\n", '[de]\ncolour = "green"\n', "notices.toml [de]: Object contains unknown field `colour`"),
    ("notices.toml", "[de]\n", "[German]\n", "notices.toml [German]: is not the tag of a language"),
    ("notices.toml", "[de]\n", "[be]\n[de]\n", "notices.toml [be]: says nothing"),
    ("notices.toml", "[en]\n", "[eo]\n", "notices.toml [en]: is missing"),
    ("notices.toml", "failures = [", "[eo]\nfailures = [", "notices.toml [en]: failures is missing"),
    ("notices.toml", '["ei voitu toimittaa"]', "[]", "notices.toml [fi]: Expected `array` of length >= 1"),
    ("notices.toml", '"unzustellbar"', '""', "notices.toml [de]: Expected `str` of length >= 1"),
    ("notices.toml", '"unzustellbar"', '"Unzustellbar"', "notices.toml [de]: 'Unzustellbar' is never found"),
    ("notices.toml", '"échec de la remise"', '"Échec de la remise"', "notices.toml [fr]: 'Échec de la remise' is never found"),
    ("notices.toml", "\"n'a pu être\"", '"n\u2019a pu être"', "notices.toml [fr]: 'n\u2019a pu être' is never found: text is compared as \"n'a pu être\""),
    ("notices.toml", '"adresse nicht gefunden"', '"unzustellbar"', "notices.toml [de]: 'unzustellbar' stands twice"),
    ("notices.toml", "'unzustell'", "'unzustell('", "notices.toml [de]: 'unzustell(' is no pattern: missing )"),
    ("notices.toml", "'unzustell'", "'Unzustell'", "notices.toml [de]: 'Unzustell' is never found: text is compared in lower case"),
    ("notices.toml", "'unzustell'", "'(?:unzustell)?'", "notices.toml [de]: '(?:unzustell)?' is found everywhere"),
    ("rules/google.toml", 'cause = "user-unknown"', 'cause = "bad-luck"', "rules/google.toml [google.no-such-user-link]: cause 'bad-luck' is not in causes.toml"),
    ("rules/any.toml", "no_match = [", "never = [", "rules/any.toml ["),
    ("lang/fr/causes.toml", 'verdict = "', 'verdict = 5 # "', "lang/fr/causes.toml [accepts-no-mail]: Expected `str`, got `int`"),
    ("lang/fr/false_leads.toml", "dmarc-pass-is-not-enough", "dmarc-passes", "lang/fr/false_leads.toml [dmarc-passes]: is not in the English file"),
    ("lang/en/false_leads.toml", "dmarc-pass-is-not-enough", "dmarc-passes", "lang/en/false_leads.toml [dmarc-pass-is-not-enough]: has facts but no words"),
    ("lang/en/codes.toml", 'name = "OK"', 'name = "Fine"', "lang/fr/codes.toml [250]: is stale: the English has changed"),
    ("lang/fr/causes.toml", 'ask = "', 'hint = "', "lang/fr/causes.toml ["),
    ("lang/fr/playground.toml", "{count}", "{number}", "lang/fr/playground.toml ["),
    ("lang/fr/language.toml", 'name = "Français"', "name = 5", "lang/fr/language.toml: Expected `str`, got `int`"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "right", "wrong", "problem"), PLANTED)
def test_a_planted_mistake_is_named_by_its_place(data: Path, file: str, right: str, wrong: str, problem: str) -> None:
    text = (data / file).read_text(encoding="utf-8")
    assert right in text
    (data / file).write_text(text.replace(right, wrong, 1), encoding="utf-8")
    assert any(str(found).startswith(problem) for found in check(data)), check(data)[:3]


@pytest.mark.parametrize(
    ("file", "right", "wrong", "problem"), [case for case in PLANTED if not case[3].endswith(_SEEN_BY_THE_CHECK)]
)
def test_the_loader_refuses_what_the_check_refuses(data: Path, file: str, right: str, wrong: str, problem: str) -> None:
    text = (data / file).read_text(encoding="utf-8")
    (data / file).write_text(text.replace(right, wrong, 1), encoding="utf-8")
    with pytest.raises(DatasetError) as refused:
        load_everything(data)
    assert problem.partition(" [")[0].partition(":")[0] in str(refused.value)


def load_everything(data: Path) -> None:
    dataset = load_dataset(data)
    dataset.words("fr").enhanced()
    dataset.words("fr").causes()
    dataset.rules()
    load_notices(data)
    assert dataset.enhanced


def test_a_missing_translation_is_a_problem_for_the_check_but_falls_back_to_english(data: Path) -> None:
    path = data / "lang/fr/codes.toml"
    head, _, rest = path.read_text(encoding="utf-8").partition('["250"]')
    path.write_text(head + rest[rest.index("\n[") + 1 :], encoding="utf-8")
    assert [str(problem) for problem in check(data)] == ["lang/fr/codes.toml [250]: is missing: English is shown"]
    french = load_dataset(data).words("fr")
    english = load_dataset(data).words("en")
    code = next(code for code in load_dataset(data).codes() if code.text == "250")
    assert french.code(code) == english.code(code)


def test_the_dataset_as_it_stands_has_no_problem() -> None:
    assert check() == []
