"""The command `explain`: why an invoice comes to its amount, in parts that sum to the difference."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop_app.settings import LANGUAGES
from desktop_app.texts import bare
from desktop_app.texts.explained import label, signed

from .call import Answer, Call, table
from .shapes import day, money

if TYPE_CHECKING:
    from desktop_app.domain.explanation import Explanation
    from desktop_app.domain.rulebook import RuleBook
    from desktop_app.texts import Texts


def add_commands(command: Callable[..., Any], say: Callable[..., str]) -> None:
    made = command("explain", explain, say("Explain the amount of an invoice"))
    made.add_argument("number", metavar="NUMBER")
    made.add_argument("--out", type=Path, metavar="FILE.pdf")
    # --lang is common to all commands: given here, it is the language of the letter too


def explain(call: Call) -> Answer:
    from desktop_app.services import explaining

    asked = call.arguments
    with call.counter() as counter:
        if asked.out is None:
            found, printed = explaining.explain(counter, asked.number), None
        else:
            found, printed = explaining.write(
                counter,
                asked.number,
                out=asked.out,
                language=asked.lang if asked.lang in LANGUAGES else None,
            )
        rules = counter.rules
    data = _shape(found, rules, call.texts)
    lines = _lines(found, rules, call.texts)
    if printed is not None:
        data["path"], data["pages"] = str(printed.path), printed.pages
        lines.append(str(printed.path))
    return Answer(data, lines)


def _shape(found: Explanation, rules: RuleBook, texts: Texts) -> dict[str, Any]:
    other = found.reference
    return {
        "number": found.invoice.number,
        "total": money(found.total),
        "reference": money(other.total if other else 0),
        "reference_number": other.number if other else None,
        "reference_basis": other.basis if other else None,
        "difference": money(found.difference),
        "parts": [
            {
                "kind": part.kind.value,
                "label": bare(label(found, part, rules, texts)),
                "amount": money(part.amount),
                "service": part.service or None,
                "from": part.old,
                "to": part.new,
            }
            for part in found.parts
        ],
        "days": found.days,
        "reference_days": found.reference_days,
        "recalculated": money(found.recalculated),
        "deducted": money(found.deducted),
        "corrected": list(found.corrected),
        "months": [
            {
                "from": day(month.start),
                "to": day(month.end),
                "service": month.service,
                "volume": month.volume,
            }
            for month in found.months
        ],
        "usual": {
            service: {"volume": known.usual, "limit": known.limit, "years": known.years}
            for service, known in found.normal.items()
        },
    }


def _lines(found: Explanation, rules: RuleBook, texts: Texts) -> list[str]:
    currency, other = rules.currency, found.reference
    rows = []
    if other is not None:
        said = texts.say("Invoice {number}", number=other.number)
        rows.append((said, texts.money(other.total, currency)))
    rows += [
        (label(found, part, rules, texts), signed(part.amount, currency, texts))
        for part in found.parts
        if part.amount
    ]
    said = texts.say("Invoice {number}", number=found.invoice.number or "")
    rows.append((said, texts.money(found.total, currency)))
    return table(rows, right=(1,))
