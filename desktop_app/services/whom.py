"""Whose contract it is: the contract asked for, the customer snapshot that documents copy, the bank account typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.domain.identifiers import valid_account
from desktop_app.domain.refusals import AccountInvalid, UnknownContract
from desktop_app.domain.rulebook import RuleBook
from desktop_app.domain.subscriber import Customer
from desktop_app.storage import subscribers
from desktop_app.storage.subscribers import ContractFact

if TYPE_CHECKING:
    from sqlalchemy import Connection


def contract_of(connection: Connection, number: str) -> ContractFact:
    """The contract of this number, spaces ignored; refuses UnknownContract."""
    found = subscribers.by_number(connection, "".join(number.split()))
    if found is None:
        raise UnknownContract(contract=number)
    return found


def customer_of(fact: ContractFact, rules: RuleBook) -> Customer:
    """Names, place and category as they are now, ready to be copied into a document."""
    known = {c.code: c.labels for c in rules.categories}
    return Customer(
        contract=fact.number,
        name=fact.name,
        name_alt=fact.name_alt,
        address=fact.address,
        address_alt=fact.address_alt,
        postcode=fact.postcode,
        town=fact.town,
        category=fact.category,
        category_labels=known.get(fact.category, {}),
        language=fact.language,
        phone=fact.phone,
        email=fact.email,
    )


def plain_account(text: str) -> str:
    """A bank account as books keep it: no spaces, capitals."""
    return "".join(text.split()).upper()


def account_of(rules: RuleBook, text: str) -> str:
    """The bank account that was typed, as books keep it; refuses AccountInvalid, nothing typed included."""
    account = plain_account(text)
    if not valid_account(account, rules.account_kind):
        raise AccountInvalid(account=text)
    return account
