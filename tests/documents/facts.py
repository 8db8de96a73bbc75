"""Facts to print: real invoices of rules.md for the three operators, a receipt, a schedule, an arrangement."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

from desktop_app.domain.arrangement import Arrangement
from desktop_app.domain.invoice import (
    Bar,
    Bill,
    Estimate,
    Invoice,
    InvoiceKind,
    Line,
    LineGroup,
    MeterUse,
    VatAmount,
)
from desktop_app.domain.monthly import Instalment, Schedule
from desktop_app.domain.payment import Allocation, Receipt, Tender, TenderKind
from desktop_app.domain.period import add_months
from desktop_app.domain.rulebook import RuleBook
from desktop_app.domain.subscriber import Customer
from desktop_app.services import rulebooks

HOSTILE = (
    "<b>Robert & Fils</i> <font size=400>",
    "W" * 200,
    "محمد بن عبد الله \u202eevil\u202c (الوكالة) 😀",
    "A\u0000B\nC\tD " + "é" * 300,
    "ⵎⵓⵃⴰⵎⵎⴷ 漢字 👨‍👩‍👧‍👦 \U0001f1eb\U0001f1f7",
    "a" + "\u0301" * 150,
    "لا" * 90,
    "\u2069\u2069}}{name}%s",
    "",
)


def book(code: str) -> RuleBook:
    return rulebooks.load(code)


def customer(code: str) -> Customer:
    rules = book(code)
    made = {
        "iroise": {
            "contract": "10000275",
            "name": "Gwenaëlle Le Bihan",
            "address": "14 rue des Œillets",
            "postcode": "29290",
            "town": "Saint-Renan",
            "language": "fr",
        },
        "casablanca": {
            "contract": "20000114",
            "name": "Fatima-Zahra El Amrani",
            "name_alt": "فاطمة الزهراء العمراني",
            "address": "Résidence Al Boustane, imm. 7, appt 12, bd Ghandi",
            "address_alt": "إقامة البستان، عمارة 7، شقة 12، شارع غاندي",
            "postcode": "20390",
            "town": "Casablanca",
            "language": "ar",
        },
        "oran": {
            "contract": "30000050",
            "name": "Mohamed Benkheira",
            "name_alt": "محمد بن خيرة",
            "address": "23 rue Larbi Ben M'hidi",
            "address_alt": "23 شارع العربي بن مهيدي",
            "postcode": "31000",
            "town": "Oran",
            "language": "ar",
        },
    }[code]
    category = rules.categories[0]
    return Customer(category=category.code, category_labels=category.labels, **made)  # type: ignore[arg-type]


def line(
    rules: RuleBook,
    code: str,
    group: LineGroup,
    net: int,
    quantity: str = "",
    price: str = "",
    vat: str | None = "0",
    *,
    unit: str = "",
    label: dict[str, str] | None = None,
) -> Line:
    component = next(c for c in rules.components if c.code == code)
    return Line(
        heading=component.heading,
        code=code,
        labels=label or component.labels,
        group=group,
        net=net,
        service=component.service,
        quantity=Decimal(quantity) if quantity else None,
        unit=unit,
        unit_price=Decimal(price) if price else None,
        vat_rate=None if vat is None else Decimal(vat),
    )


def bars(
    months: int,
    *,
    step: int = 1,
    service: str = "water",
    mean: int = 12,
    last: date = date(2026, 7, 1),
) -> tuple[Bar, ...]:
    made = []
    for n in range(months, 0, -1):
        start, end = add_months(last, -n * step), add_months(last, -(n - 1) * step)
        volume = mean * step + (start.month * 7 + n * 5) % (mean * step) - mean * step // 3
        made.append(Bar(start, end, volume, n % 4 == 1, service))
    return tuple(made)


def french(*, settlement: bool = False, debit: bool = False) -> Invoice:
    """FR-01 (282.00, estimated) or FR-02 (324.82, advance deducted)."""
    rules = book("iroise")
    fixed, used, back = LineGroup.FIXED, LineGroup.CONSUMPTION, LineGroup.DEDUCTION
    if not settlement:
        lines = (
            line(rules, "water-subscription", fixed, 2975, "", "60.00", "5.5"),
            line(rules, "water", used, 7500, "60", "1.2500", "5.5", unit="m3"),
            line(rules, "sewer-subscription", fixed, 1984, "", "40.00", "10"),
            line(rules, "sewer", used, 10800, "60", "1.8000", "10", unit="m3"),
            line(rules, "agency-consumption", used, 1980, "60", "0.3300", "5.5", unit="m3"),
            line(rules, "agency-network", used, 180, "60", "0.0300", "5.5", unit="m3"),
            line(rules, "agency-sewerage", used, 504, "60", "0.0840", "10", unit="m3"),
            line(rules, "agency-abstraction", used, 240, "60", "0.0400", "5.5", unit="m3"),
        )
        bill = Bill(
            lines,
            (VatAmount(Decimal("5.5"), 12875, 708), VatAmount(Decimal("10"), 13288, 1329)),
            26163,
            2037,
            0,
            28200,
            (("water", 28200),),
            Decimal("0.00381"),
        )
        use = MeterUse(
            "D18FA204417",
            "water",
            "m3",
            date(2026, 1, 1),
            1204,
            "read",
            date(2026, 7, 1),
            1264,
            "estimated",
            60,
        )
        estimate = Estimate("half-of-last-year", 60, ((date(2025, 1, 1), date(2026, 1, 1), 120),))
        return Invoice(
            "F-T001A-26-000118",
            InvoiceKind.ADVANCE,
            customer("iroise"),
            date(2026, 7, 1),
            date(2026, 7, 29),
            date(2026, 1, 1),
            date(2026, 7, 1),
            bill,
            (use,),
            estimate,
            bars(13),
            0,
            debit={"rum": "IRO-00010000275-01", "creditor": "FR72ZZZ123456", "on": "2026-07-29"}
            if debit
            else {},
            scan="00126000118061",
        )
    pairs = (
        ("water", "1.2500", 16375, -7500, "5.5"),
        ("sewer", "1.8000", 23580, -10800, "10"),
        ("agency-consumption", "0.3300", 4323, -1980, "5.5"),
        ("agency-network", "0.0300", 393, -180, "5.5"),
        ("agency-sewerage", "0.0840", 1100, -504, "10"),
        ("agency-abstraction", "0.0400", 524, -240, "5.5"),
    )
    lines = (
        line(rules, "water-subscription", fixed, 3025, "", "60.00", "5.5"),
        line(rules, "sewer-subscription", fixed, 2016, "", "40.00", "10"),
        *(
            one
            for code, price, full, off, vat in pairs
            for one in (
                line(rules, code, used, full, "131", price, vat, unit="m3"),
                line(rules, code, back, off, "-60", price, vat, unit="m3"),
            )
        ),
    )
    bill = Bill(
        lines,
        (VatAmount(Decimal("5.5"), 14740, 811), VatAmount(Decimal("10"), 15392, 1539)),
        30132,
        2350,
        0,
        32482,
        (("water", 32482),),
        Decimal("0.00383"),
    )
    use = MeterUse(
        "D18FA204417",
        "water",
        "m3",
        date(2026, 1, 1),
        1204,
        "read",
        date(2027, 1, 1),
        1335,
        "read",
        131,
    )
    return Invoice(
        "F-T001A-27-000009",
        InvoiceKind.SETTLEMENT,
        customer("iroise"),
        date(2027, 1, 4),
        date(2027, 2, 1),
        date(2026, 7, 1),
        date(2027, 1, 1),
        bill,
        (use,),
        None,
        bars(13, last=date(2027, 1, 1)),
        28200,
        scan="00127000009088",
    )


def moroccan() -> Invoice:
    """MA-03: 250 kWh and 14 m3, 484.90."""
    rules = book("casablanca")
    by_kind: dict[tuple[str, str], str] = {}
    for c in rules.components:
        by_kind.setdefault((c.heading, c.kind), c.code)
    fixed, used, levy = LineGroup.FIXED, LineGroup.CONSUMPTION, LineGroup.LEVY
    lines = (
        line(rules, by_kind["power", "fixed"], fixed, 792, "", "7.92", "20"),
        line(rules, by_kind["power", "blocks"], used, 26385, "250", "1.0554", "20", unit="kWh"),
        line(rules, by_kind["water", "fixed"], fixed, 800, "", "8.00", "0"),
        line(rules, by_kind["water", "blocks"], used, 8078, "14", "5.77", "0", unit="m3"),
        line(rules, by_kind["sewer", "fixed"], fixed, 700, "", "7.00", "0"),
        line(rules, by_kind["sewer", "blocks"], used, 2800, "14", "2.00", "0", unit="m3"),
        line(rules, by_kind["taxes", "capped-blocks"], levy, 3500, "250", "", None, unit="kWh"),
    )
    bill = Bill(
        lines,
        (VatAmount(Decimal(20), 27177, 5435), VatAmount(Decimal(0), 12378, 0)),
        39555,
        5435,
        3500,
        48490,
        (("power", 36112), ("water", 12378)),
        None,
    )
    uses = (
        MeterUse(
            "E4471902",
            "power",
            "kWh",
            date(2026, 6, 1),
            48210,
            "read",
            date(2026, 7, 1),
            48460,
            "read",
            250,
        ),
        MeterUse(
            "W0038817",
            "water",
            "m3",
            date(2026, 6, 1),
            1188,
            "read",
            date(2026, 7, 1),
            1202,
            "read",
            14,
        ),
    )
    return Invoice(
        "F-T003A-26-004521",
        InvoiceKind.PERIODIC,
        customer("casablanca"),
        date(2026, 7, 3),
        date(2026, 7, 21),
        date(2026, 6, 1),
        date(2026, 7, 1),
        bill,
        uses,
        None,
        bars(13, service="power", mean=230) + bars(13, mean=13),
        31240,
        scan="00326004521055",
        cash_stamp=121,
    )


def algerian() -> Invoice:
    """DZ-01: 47 m3, 1 426.67, 1 441.67 in cash."""
    rules = book("oran")
    by_kind: dict[tuple[str, str], str] = {}
    for c in rules.components:
        by_kind.setdefault((c.heading, c.kind), c.code)
    fixed, used, levy = LineGroup.FIXED, LineGroup.CONSUMPTION, LineGroup.LEVY
    levies = [c.code for c in rules.components if c.heading == "levies"]
    lines = (
        line(rules, by_kind["water", "fixed"], fixed, 24000, "", "240.00", "9"),
        line(rules, by_kind["water", "blocks"], used, 15750, "25", "6.30", "9", unit="m3"),
        line(rules, by_kind["water", "blocks"], used, 45056, "22", "20.48", "9", unit="m3"),
        line(rules, by_kind["sewer", "fixed"], fixed, 6000, "", "60.00", "9"),
        line(rules, by_kind["sewer", "blocks"], used, 5875, "25", "2.35", "9", unit="m3"),
        line(rules, by_kind["sewer", "blocks"], used, 16808, "22", "7.64", "9", unit="m3"),
        line(rules, levies[0], levy, 2432, "", "", None),
        line(rules, levies[1], levy, 2432, "", "", None),
        line(rules, levies[2], levy, 14100, "47", "3.00", None, unit="m3"),
    )
    bill = Bill(
        lines,
        (VatAmount(Decimal(9), 113489, 10214),),
        113489,
        10214,
        18964,
        142667,
        (("water", 142667),),
        None,
    )
    use = MeterUse(
        "SE-2210457",
        "water",
        "m3",
        date(2026, 4, 1),
        903,
        "read",
        date(2026, 7, 1),
        950,
        "estimated",
        47,
    )
    return Invoice(
        "F-T012A-26-118244",
        InvoiceKind.PERIODIC,
        customer("oran"),
        date(2026, 7, 5),
        date(2026, 7, 31),
        date(2026, 4, 1),
        date(2026, 7, 1),
        bill,
        (use,),
        Estimate(
            "two-year-mean",
            47,
            ((date(2025, 4, 1), date(2025, 7, 1), 46), (date(2024, 4, 1), date(2024, 7, 1), 48)),
        ),
        bars(13, step=3, mean=15),
        428001,
        scan="01226118244052",
        epay_key="4827 1190 35",
        cash_stamp=1500,
    )


INVOICES = {"iroise": french, "casablanca": moroccan, "oran": algerian}


def receipt(code: str = "oran", *, kind: TenderKind = TenderKind.CASH, many: int = 2) -> Receipt:
    rules = book(code)
    documents = tuple(
        Allocation(f"F-T012A-26-{118200 + n:06}", 142667, date(2026, 7, 31)) for n in range(many)
    )
    amount = 142667 * many
    stamp = 2900 if rules.stamps and kind is TenderKind.CASH else 0
    given = -(-(amount + stamp) // 10000) * 10000 if kind is TenderKind.CASH else amount
    return Receipt(
        "R-T012A-26-000123",
        customer(code),
        datetime(2026, 7, 20, 9, 41, tzinfo=UTC),
        date(2026, 7, 20),
        rules.agencies[0],
        "T012",
        "N. Haddad",
        (
            Tender(
                kind,
                given,
                "0004417" if kind is not TenderKind.CASH else "",
                "BADR" if kind is TenderKind.CHEQUE else "",
            ),
        ),
        documents,
        0,
        stamp,
        given - amount - stamp,
        amount,
        285334,
        "9F3A-77C1",
        scan="01226000123046",
    )


def schedule(code: str = "iroise") -> Schedule:
    return Schedule(
        "S-T001A-26-000042",
        customer(code),
        date(2026, 1, 12),
        60682,
        6068,
        tuple(Instalment(add_months(date(2026, 2, 10), n), 6068) for n in range(10)),
        (("F-T001A-25-000087", 28200), ("F-T001A-26-000004", 32482)),
        "IRO-00010000275-01",
        "FR72ZZZ123456",
        "FR76 •••• •••• •••• •••• •••• 189",
        "Gwenaëlle Le Bihan",
    )


def arrangement(code: str = "casablanca") -> Arrangement:
    parts = (6923, 6923, 6923, 6922, 6922, 6922)
    return Arrangement(
        "C-T003A-26-000017",
        customer(code),
        date(2026, 7, 3),
        "regularisation",
        41535,
        (("F-T003A-26-004521", 41535),),
        tuple(Instalment(add_months(date(2026, 7, 21), n), part) for n, part in enumerate(parts)),
        "S. Berrada",
        "",
        "A. Tazi",
    )
