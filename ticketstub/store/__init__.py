"""Collections of records: the protocol, filters, and the TinyDB tables behind it."""

from ticketstub.store.filters import (
    AllOf,
    AnyOf,
    Contains,
    Equals,
    Filter,
    Not,
    OneOf,
    Range,
    Text,
)
from ticketstub.store.protocol import Collection, Found, Store

__all__ = [
    "AllOf",
    "AnyOf",
    "Collection",
    "Contains",
    "Equals",
    "Filter",
    "Found",
    "Not",
    "OneOf",
    "Range",
    "Store",
    "Text",
]
