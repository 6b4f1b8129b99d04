"""The one seam for randomness: nothing else in the project draws any."""

from __future__ import annotations

import random
import secrets
from string import ascii_lowercase, digits
from typing import Any


def secret() -> str:
    """Draw a token that nobody can guess, unlike all else that is drawn here."""
    return secrets.token_urlsafe(24)


#: A number that is drawn takes 64 bits of the source: so many hexadecimal digits.
_DIGITS = 16


class Ids:
    """A sandbox's seeded source of ids and hashes: the same seed, the same draws."""

    __slots__ = ("_random", "drawn", "settled")

    def __init__(self, seed: int = 0) -> None:
        self._random = random.Random(seed)  # noqa: S311  # made to be repeatable
        #: How many numbers were drawn since it began, or its state was loaded.
        self.drawn = 0
        #: How many of them need not be kept by themselves.
        self.settled = 0

    @property
    def state(self) -> Any:
        """What the next draws follow from."""
        return self._random.getstate()

    def load(self, state: Any) -> None:
        """Go on as another source would; raises `ValueError` for what is no state."""
        self._random.setstate(state)
        self.drawn = self.settled = 0

    def skip(self, drawn: int) -> None:
        """Draw so many numbers, for nobody."""
        for _ in range(drawn):
            self._random.random()
        self.drawn += drawn

    def token(self, length: int, alphabet: str = ascii_lowercase + digits) -> str:
        """Draw a string of that length."""
        self.drawn += length
        return "".join(self._random.choices(alphabet, k=length))

    def hex(self, length: int) -> str:
        """Draw a string of lower-case hexadecimal digits."""
        # As many bits as so many numbers take, since draws are counted in numbers.
        draws = -(-length // _DIGITS)
        self.drawn += draws
        digits_drawn = f"{self._random.getrandbits(draws * 64):0{draws * _DIGITS}x}"
        return digits_drawn[:length]

    def below(self, number: int) -> int:
        """Draw a whole number from 0 to one less than that."""
        self.drawn += 1
        return int(self._random.random() * number)
