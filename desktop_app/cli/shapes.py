"""Facts as the JSON that scripts rely on: money as text with two decimals, dates ISO, every key always present."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from desktop_app.domain.money import Cents, plain_text
from desktop_app.domain.record import plain
from desktop_app.texts import Texts, bare

if TYPE_CHECKING:
    from datetime import date

    from desktop_app.domain.arrangement import Offer
    from desktop_app.domain.invoice import Bill, Estimate, Invoice, Line, MeterUse
    from desktop_app.domain.monthly import Instalment, Plan
    from desktop_app.domain.payment import Receipt
    from desktop_app.domain.rulebook import RuleBook
    from desktop_app.domain.subscriber import Customer
    from desktop_app.services.billing import Priced
    from desktop_app.services.checking import Verified
    from desktop_app.services.dossier import Alert, ArrangementRow, Dossier, ScheduleRow
    from desktop_app.services.find import Hit
    from desktop_app.services.readings import ReadingTaken

Shape = dict[str, Any]


def money(amount: Cents | None) -> str | None:
    return None if amount is None else plain_text(amount)


def day(value: date | None) -> str | None:
    return None if value is None else value.isoformat()


def exact(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"


def hit(found: Hit) -> Shape:
    return {
        "contract": found.contract,
        "name": found.name,
        "name_alt": found.name_alt,
        "address": found.address,
        "category": found.category,
        "meter": found.meter,
        "phone": found.phone,
        "balance": money(found.owed),
        "asked": money(found.asked),
        "why": found.why,
        "document": found.document,
    }


def customer(who: Customer) -> Shape:
    return {
        "contract": who.contract,
        "name": who.name,
        "name_alt": who.name_alt,
        "address": who.address,
        "address_alt": who.address_alt,
        "postcode": who.postcode,
        "town": who.town,
        "language": who.language,
        "phone": who.phone,
        "email": who.email,
    }


def dossier(found: Dossier, texts: Texts) -> Shape:
    return {
        "contract": found.customer.contract,
        "subscriber": customer(found.customer),
        "category": found.customer.category,
        "usage": found.usage,
        "vulnerable": found.vulnerable,
        "opened": day(found.opened_on),
        "closed": day(found.closed_on),
        "debit": found.debit,
        "account": found.account,
        "meters": [
            {
                "meter": m.serial,
                "service": m.service,
                "unit": m.unit,
                "digits": m.digits,
                "installed": day(m.installed_on),
                "removed": day(m.removed_on),
                "last_index": m.last_index,
                "last_date": day(m.last_on),
                "last_kind": m.last_kind,
            }
            for m in found.meters
        ],
        "readings": [
            {
                "date": day(r.on),
                "meter": r.meter,
                "index": r.index,
                "kind": r.kind,
                "service": r.service,
                "volume": r.volume,
                "days": r.days,
                "flag": r.flag,
            }
            for r in found.readings
        ],
        "invoices": [
            {
                "number": i.number,
                "kind": i.kind,
                "date": day(i.on),
                "due": day(i.due),
                "from": day(i.start),
                "to": day(i.end),
                "total": money(i.total),
                "open": money(i.open),
                "estimated": i.estimated,
                "in_arrangement": i.in_plan,
            }
            for i in found.invoices
        ],
        "payments": [
            {
                "number": p.number,
                "date": day(p.on),
                "amount": money(p.amount),
                "tender": p.tender,
                "reversed": p.reversed,
            }
            for p in found.payments
        ],
        "balances": {
            "asked": money(found.balances.asked),
            "owed": money(found.balances.owed),
            "credit": money(found.balances.credit),
            "oldest_due": day(found.balances.oldest_due),
        },
        "schedule": None if found.schedule is None else schedule(found.schedule),
        "arrangements": [arrangement(a) for a in found.arrangements],
        "notes": [{"at": plain(n.at), "agent": n.agent, "text": n.text} for n in found.notes],
        "alerts": [alert(a, texts) for a in found.alerts],
        "consumption": [
            {
                "from": day(b.start),
                "to": day(b.end),
                "volume": b.volume,
                "estimated": b.estimated,
                "service": b.service,
            }
            for b in found.bars
        ],
        "usual": found.usual,
    }


def alert(seen: Alert, texts: Texts) -> Shape:
    """The alert with its values; amounts among them (owed, amount) as money."""
    amounts = {"owed", "amount"}
    values = {
        k: money(v) if k in amounts and isinstance(v, int) else plain(v)
        for k, v in seen.values.items()
    }
    return {"code": seen.code, "level": seen.level, "values": values}


def schedule(row: ScheduleRow) -> Shape:
    return {
        "number": row.number,
        "date": day(row.made_on),
        "instalment": money(row.instalment),
        "instalments": instalments(row.instalments),
        "paid": money(row.paid),
        "next": None if row.next is None else instalments([row.next])[0],
        "state": row.state,
    }


def arrangement(row: ArrangementRow) -> Shape:
    return {
        "number": row.number,
        "date": day(row.made_on),
        "total": money(row.total),
        "paid": money(row.paid),
        "instalments": instalments(row.instalments),
        "next": None if row.next is None else instalments([row.next])[0],
        "late": row.late,
        "state": row.state,
    }


def instalments(dated: Iterable[Instalment]) -> list[Shape]:
    return [{"date": day(i.on), "amount": money(i.amount)} for i in dated]


def reading(taken: ReadingTaken) -> Shape:
    return {
        "contract": taken.contract,
        "meter": taken.meter,
        "date": day(taken.on),
        "index": taken.index,
        "kind": taken.kind,
        "volume": taken.volume,
        "days": taken.days,
        "usual": taken.mean,
        "flag": taken.flag,
        "rollover": taken.rollover,
        "cancelled_estimates": taken.cancelled_estimates,
        "letter": taken.letter,
        "to_correct": list(taken.to_correct),
        "action": taken.action,
    }


def bill(priced: Bill, rules: RuleBook, texts: Texts) -> Shape:
    headings = {h.code: texts.label(h.labels) for h in rules.headings}
    return {
        "lines": [line(one, headings, texts) for one in priced.lines],
        "net": money(priced.net),
        "vat": money(priced.vat_total),
        "vat_rates": [
            {"rate": exact(v.rate), "base": money(v.base), "amount": money(v.amount)}
            for v in priced.vat
        ],
        "levies": money(priced.levies),
        "total": money(priced.total),
        "litre_price": exact(priced.litre_price),
    }


def line(one: Line, headings: dict[str, str], texts: Texts) -> Shape:
    return {
        "heading": headings.get(one.heading, one.heading),
        "label": bare(texts.label(one.labels)),
        "quantity": exact(one.quantity),
        "unit": one.unit,
        "unit_price": exact(one.unit_price),
        "net": money(one.net),
        "vat_rate": exact(one.vat_rate),
        "from": day(one.start),
        "to": day(one.end),
        "heading_code": one.heading,
        "code": one.code,
        "group": one.group.value,
        "service": one.service,
        "rule": one.rule,
    }


def price(priced: Priced, rules: RuleBook, texts: Texts) -> Shape:
    return {
        **bill(priced.bill, rules, texts),
        "stamp": money(priced.stamp),
        "to_pay": money(priced.to_pay),
        "due": day(priced.due_on),
    }


def invoice(made: Invoice, rules: RuleBook, texts: Texts) -> Shape:
    return {
        "number": made.number,
        "kind": made.kind.value,
        "contract": made.customer.contract,
        "date": day(made.issued_on),
        "due": day(made.due_on),
        "from": day(made.start),
        "to": day(made.end),
        **bill(made.bill, rules, texts),
        "estimated": made.estimated,
        "estimate": None if made.estimate is None else estimate(made.estimate),
        "uses": [use(u) for u in made.uses],
        "previous_balance": money(made.previous_balance),
        "stamp": money(made.cash_stamp),
    }


def estimate(made: Estimate) -> Shape:
    return {
        "method": made.method,
        "volume": made.volume,
        "sources": [{"from": day(a), "to": day(b), "volume": v} for a, b, v in made.sources],
        "low": made.low,
        "high": made.high,
    }


def use(one: MeterUse) -> Shape:
    return {
        "meter": one.serial,
        "service": one.service,
        "unit": one.unit,
        "old_date": day(one.old_on),
        "old_index": one.old_index,
        "new_date": day(one.new_on),
        "new_index": one.new_index,
        "new_kind": one.new_kind,
        "volume": one.volume,
    }


def receipt(taken: Receipt) -> Shape:
    return {
        "receipt": taken.number,
        "number": taken.number,
        "contract": taken.customer.contract,
        "date": day(taken.booked_on),
        "amount": money(taken.amount),
        "tender": taken.tenders[0].kind.value if taken.tenders else None,
        "allocated": [{"document": a.document, "amount": money(a.amount)} for a in taken.allocated],
        "credit": money(taken.credit),
        "stamp": money(taken.stamp),
        "given": money(taken.given),
        "change": money(taken.change),
        "balance_after": money(taken.balance_after),
    }


def plan(made: Plan) -> Shape:
    settled = made.settlement
    return {
        "basis": money(made.basis),
        "instalment": money(made.instalment),
        "instalments": instalments(made.instalments),
        "called": money(made.called),
        "actual": money(settled.real) if settled else None,
        "difference": money(settled.difference) if settled else None,
        "regularisation": instalments(settled.debits) if settled else [],
        "refund": money(settled.refund) if settled and settled.refund else None,
        "waived": money(settled.waived) if settled and settled.waived else None,
        "next_instalment": money(settled.next_instalment) if settled else None,
    }


def offer(made: Offer, number: str | None) -> Shape:
    return {
        "number": number,
        "basis": made.basis,
        "total": money(made.total),
        "documents": [{"document": d, "amount": money(a)} for d, a in made.documents],
        "instalments": instalments(made.instalments),
        "approval": list(made.approval),
        "automatic": made.automatic,
    }


def verified(found: Verified) -> Shape:
    return {
        "holds": found.holds,
        "checks": [
            {"name": c.name, "holds": c.holds, "counted": c.counted, "detail": c.detail}
            for c in found.checks
        ],
    }
