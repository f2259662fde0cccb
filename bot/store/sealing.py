"""Tokens at rest: sealed with Fernet (AES-128-CBC and HMAC, the cryptography library), the key rotated by a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography.fernet import MultiFernet

_SLACKS_OWN = ("xox", "https://")  # what stands unsealed: tokens and the address of a webhook


class WrongKeyError(Exception):
    """No key of ``TOKEN_ENCRYPTION_KEY`` opens what is stored."""


class Sealer:
    """Seals with the first of ``keys`` and opens with any. Without keys everything stays as it is."""

    def __init__(self, keys: tuple[str, ...] = ()) -> None:
        self._keys = _fernet(keys) if keys else None

    def seal(self, secret: str | None) -> str | None:
        """A secret as it is stored; what is sealed already stays so."""
        if not self._keys or not secret or not secret.startswith(_SLACKS_OWN):
            return secret
        return self._keys.encrypt(secret.encode()).decode()

    def open(self, stored: str | None) -> str | None:
        """A secret as Slack knows it; one that was stored before there was a key is open already.

        Raises WrongKeyError.
        """
        if not stored or stored.startswith(_SLACKS_OWN):
            return stored
        if not self._keys:
            raise WrongKeyError(
                "the stored tokens are sealed, and TOKEN_ENCRYPTION_KEY is not set: set the key they were sealed with"
            )
        from cryptography.fernet import InvalidToken  # noqa: PLC0415 - see `_fernet`

        try:
            return self._keys.decrypt(stored.encode()).decode()
        except InvalidToken:
            raise WrongKeyError(
                "TOKEN_ENCRYPTION_KEY does not open the stored tokens: put the key they were sealed with before the "
                "new one, with a comma"
            ) from None


def _fernet(keys: tuple[str, ...]) -> MultiFernet:
    # Imported here: without keys nobody needs its 7 MiB.
    from cryptography.fernet import Fernet, MultiFernet  # noqa: PLC0415

    return MultiFernet([Fernet(key) for key in keys])
