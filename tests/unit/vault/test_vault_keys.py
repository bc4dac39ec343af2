"""Day keys: one file per day and kind that only its owner reads, the same for all, and noise once destroyed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from emma.errors import FormClosed
from emma.vault.keys import DayKeys
from emma.vault.sealing import seal, unseal

NOON = datetime(2025, 3, 4, 12, tzinfo=UTC)
VALUES = {"full_name": "Ana Example"}


def test_a_day_has_one_key_that_only_its_owner_reads(tmp_path: Path) -> None:
    keys = DayKeys(tmp_path / "keys")
    name = keys.name("find_case", NOON)
    assert name == "2025-03-04.find_case"
    assert keys.get_or_make(name) == keys.get_or_make(name) == keys.get(name)
    assert [file.name for file in keys.folder.iterdir()] == [name]
    assert (keys.folder / name).stat().st_mode & 0o777 == 0o600
    assert keys.folder.stat().st_mode & 0o777 == 0o700


def test_the_next_day_and_another_form_have_their_own(tmp_path: Path) -> None:
    keys = DayKeys(tmp_path)
    names = [
        keys.name(*of) for of in (("find_case", NOON), ("find_case", NOON + timedelta(days=1)), ("call_back", NOON))
    ]
    assert len({keys.get_or_make(name) for name in names}) == 3


def test_processes_that_come_together_get_the_same_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(16) as pool:
        made = set(pool.map(lambda _: DayKeys(tmp_path / "keys").get_or_make("2025-03-04.find_case"), range(64)))
    assert len(made) == 1
    assert [file.name for file in (tmp_path / "keys").iterdir()] == ["2025-03-04.find_case"]


def test_a_key_is_spent_when_the_last_value_of_its_day_has_expired(tmp_path: Path) -> None:
    keys, month = DayKeys(tmp_path), timedelta(days=30)
    keys.get_or_make(keys.name("call_back", NOON))
    midnight_after = datetime(2025, 3, 5, tzinfo=UTC)
    assert keys.spent("call_back", month, midnight_after + month - timedelta(seconds=1)) == []
    assert keys.spent("call_back", month, midnight_after + month) == ["2025-03-04.call_back"]
    assert keys.spent("find_case", timedelta(0), midnight_after + month) == []


def test_a_destroyed_key_is_overwritten_and_gone(tmp_path: Path) -> None:
    keys = DayKeys(tmp_path / "keys")
    key = keys.get_or_make("2025-03-04.find_case")
    twin = tmp_path / "twin"
    twin.hardlink_to(keys.folder / "2025-03-04.find_case")
    keys.destroy("2025-03-04.find_case")
    keys.destroy("2025-03-04.find_case")
    assert keys.get("2025-03-04.find_case") is None
    assert twin.read_bytes() == bytes(len(key))


@pytest.mark.parametrize("name", ["../secret", "secret", "2025-03-04.find_case/../../secret", ""])
def test_a_name_that_is_none_of_ours_opens_no_file(tmp_path: Path, name: str) -> None:
    (tmp_path / "secret").write_text("secret", encoding="ascii")
    (tmp_path / "keys").mkdir()
    assert DayKeys(tmp_path / "keys").get(name) is None


def test_what_is_sealed_is_noise_without_its_key_and_for_another_form() -> None:
    sealed = seal(b"k" * 32, "form-1", VALUES)
    assert b"Ana" not in sealed
    assert unseal(b"k" * 32, "form-1", sealed) == VALUES
    assert seal(b"k" * 32, "form-1", VALUES) != sealed
    for key, form in ((b"x" * 32, "form-1"), (b"k" * 32, "form-2")):
        with pytest.raises(FormClosed):
            unseal(key, form, sealed)
