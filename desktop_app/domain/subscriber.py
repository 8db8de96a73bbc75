"""Who is served and where: the snapshot of a customer that every issued document copies."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Customer:
    """Names, place and category as they were when a document was issued."""

    contract: str
    name: str
    name_alt: str = ""
    """The name in the other script (Arabic for a Latin `name`, or the reverse); empty when unknown."""
    address: str = ""
    address_alt: str = ""
    postcode: str = ""
    town: str = ""
    category: str = ""
    category_labels: dict[str, str] = field(default_factory=dict)
    language: str = "fr"
    phone: str = ""
    email: str = ""
    send_to: str = ""
    """Where papers go instead once the customer has left: the lines of an address, separated by line ends."""
