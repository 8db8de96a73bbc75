"""Facts made by hand for the screens: one household of Oran with debts, a home page, offers and a schedule."""

from __future__ import annotations

from datetime import UTC, date, datetime

from desktop_app.domain.arrangement import Offer
from desktop_app.domain.invoice import Bar
from desktop_app.domain.monthly import Instalment, Plan
from desktop_app.domain.period import add_months
from desktop_app.domain.subscriber import Customer
from desktop_app.domain.till import Denomination
from desktop_app.services.dossier import (
    Alert,
    ArrangementRow,
    Balances,
    Dossier,
    InvoiceRow,
    MeterRow,
    NoteRow,
    PaymentRow,
    ReadingRow,
)
from desktop_app.services.find import Hit
from desktop_app.services.home import Debtor, Home, Sector, TillState, ToRead
from desktop_app.services.monthly import Proposal
from desktop_app.services.readings import Expected
from desktop_app.services.rounds import Round, Route, Stop
from desktop_app.services.shifts import DayPayment, Shift, TenderLine, TillNow

TODAY = date(2026, 11, 16)
CUSTOMER = Customer(
    contract="10473855",
    name="Benabdellah Kheira",
    name_alt="بن عبد الله خيرة",
    address="14, rue Larbi Ben M'hidi",
    postcode="31000",
    town="Oran",
    category="household",
    category_labels={"fr": "Ménage", "ar": "منزلي", "en": "Household"},
    language="ar",
    phone="05 61 22 33 44",
)


def instalments(count: int, amount: int, start: date = date(2026, 12, 5)) -> tuple[Instalment, ...]:
    return tuple(Instalment(add_months(start, i), amount) for i in range(count))


def dossier(contract: str = CUSTOMER.contract) -> Dossier:
    """Nine quarters of invoices, two unpaid, an estimate, a leak alert and a note."""
    starts = [add_months(date(2023, 7, 1), 3 * i) for i in range(13)]
    invoices = tuple(
        InvoiceRow(
            number=f"F-T001A-{start:%y}-{i + 1:06d}",
            kind="periodic",
            on=add_months(start, 3),
            due=add_months(start, 4),
            start=start,
            end=add_months(start, 3),
            total=184_250 + 1_375 * i,
            open=0 if i < 11 else 184_250 + 1_375 * i,
            estimated=i == 9,
            in_plan=False,
        )
        for i, start in enumerate(starts)
    )
    payments = tuple(
        PaymentRow(f"R-T001A-{x.on:%y}-{i + 1:06d}", x.due, x.total, "cash" if i % 2 else "card")
        for i, x in enumerate(invoices[:11])
    )
    readings = tuple(
        ReadingRow(x.end, "07-114523", "water", 1200 + 41 * i, "estimated" if x.estimated else "real",
                   41, "", 91)
        for i, x in enumerate(invoices)
    )  # fmt: skip
    owed = sum(x.open for x in invoices)
    return Dossier(
        customer=Customer(**{**{f: getattr(CUSTOMER, f) for f in CUSTOMER.__dataclass_fields__},
                             "contract": contract}),
        usage="",
        vulnerable=False,
        opened_on=date(2019, 3, 4),
        closed_on=None,
        route="12",
        debit="none",
        account="",
        meters=(
            MeterRow("07-114523", "water", "m3", 5, date(2019, 3, 4), None, 1692, readings[-1].on, "real"),
        ),
        readings=readings,
        invoices=invoices,
        payments=payments,
        balances=Balances(asked=owed, owed=owed, credit=0, oldest_due=invoices[11].due),
        schedule=None,
        arrangements=(
            ArrangementRow(
                "C-T001A-25-000004", date(2025, 1, 6), 300_000, 300_000,
                instalments(6, 50_000, date(2025, 2, 5)), None, 0, "kept",
            ),
        ),
        notes=(NoteRow(datetime(2026, 9, 1, 9, 30, tzinfo=UTC), "amina", "Rappelle en fin de mois."),),
        alerts=(
            Alert("arrears", "danger", {"count": 2, "owed": "4,016.00"}),
            Alert("mandate-missing", "info", {}),
        ),
        bars=tuple(Bar(x.start, x.end, 30 + 3 * (i % 5), x.estimated) for i, x in enumerate(invoices)),
        usual=36,
    )  # fmt: skip


def hits() -> tuple[Hit, ...]:
    return tuple(
        Hit(
            contract=f"104738{i:02d}",
            name=f"Benabdellah {first}",
            name_alt="بن عبد الله",
            address=f"{i}, rue Larbi Ben M'hidi, Oran",
            category="household",
            meter=f"07-1145{i:02d}",
            phone="05 61 22 33 44",
            asked=12_345 * (i % 3),
            owed=12_345 * (i % 3),
            why="name",
        )
        for i, first in enumerate(["Kheira", "Mohamed", "Yamina", "Houari", "Fatima"])
    )


def home() -> Home:
    return Home(
        today=TODAY,
        operator="oran",
        agency="Oran Centre",
        kind="demo",
        subscribers=5000,
        till=TillState(True, "amina", 1_000_000, 2_345_600, 120_000, 14, "08:02"),
        to_read=tuple(
            ToRead(f"2047380{i}", f"Ziani Ahmed {i}", f"{i}, boulevard de l'ALN", f"07-22{i}",
                   date(2026, 8, 1), i % 4)
            for i in range(8)
        ),
        debtors=tuple(
            Debtor(f"3047380{i}", f"Hôtel Royal {i}", "shop", 7 - i % 3, 98_765_00 - i * 1000,
                   date(2025, 12, 1))
            for i in range(8)
        ),
        sectors=(
            Sector("households", 42_000, 6_400_000_00),
            Sector("administrations", 900, 2_100_000_00),
            Sector("business", 3_100, 1_500_000_00),
        ),
        rejected=2,
        drafts=(),
    )  # fmt: skip


def walk() -> Round:
    """A round of eight meters, one read already."""
    stops = []
    for i in range(8):
        expected = Expected(
            contract=f"2047380{i}", meter=f"07-22{i}", service="water", unit="m3", digits=5,
            last_index=1000 + i, last_on=date(2026, 8, 1), last_kind="real", days=90, mean=45,
            low=1025 + i, high=1065 + i, inform_above=67, stop_above=None,
        )  # fmt: skip
        stops.append(
            Stop(f"2047380{i}", f"Ziani Ahmed {i}", "", f"{i}, boulevard de l'ALN, Oran",
                 f"07-22{i}", expected, i == 0)
        )  # fmt: skip
    return Round("R01", TODAY, tuple(stops), (Route("R01", 8), Route("R02", 5)))


def proposal(contract: str = CUSTOMER.contract, obstacles: tuple[str, ...] = ()) -> Proposal:
    plan = Plan(
        basis=60_682, instalment=6_068, instalments=instalments(10, 6_068), called=60_680, settlement=None
    )  # fmt: skip
    return Proposal(
        contract=contract,
        invoices=(("F-A", date(2026, 1, 15), 28_200), ("F-B", date(2026, 7, 15), 32_482)),
        plan=plan,
        likely=64_000,
        obstacles=obstacles,
    )


def offers() -> tuple[Offer, ...]:
    total = dossier().balances.owed
    made = []
    for count in (3, 6, 9, 12):
        part, rest = divmod(total, count)
        parts = instalments(count, part)
        first = Instalment(parts[0].on, part + rest)
        made.append(
            Offer("debt", total, (("F-A", total),), (first, *parts[1:]), ("long",) if count == 12 else (), count == 6)
        )  # fmt: skip
    return tuple(made)


def till(*, opened: bool = True) -> TillNow:
    """The till in the middle of a morning, or before it."""
    at = datetime(2026, 11, 16, 7, 2, tzinfo=UTC)
    return TillNow(
        today=TODAY,
        till="T001",
        agent="amina",
        shift=Shift(1, "T001", "amina", at, TODAY, 1_000_000) if opened else None,
        carried=None if opened else 1_000_000,
        receipts=len(receipts()) if opened else 0,
        reversals=1 if opened else 0,
        others=(TenderLine("card", 1, 184_250),) if opened else (),
        movements=(),
        transfers=(),
        obstacles=(),
        counts=0,
        cash_warning=False,
        denominations=tuple(
            Denomination(value, value > 10_000)
            for value in (200_000, 100_000, 50_000, 20_000, 10_000, 5_000, 2_000, 1_000, 500)
        ),
        last_report="" if opened else "Z-T001A-26-000014",
        training=False,
        to_deposit=(),
    )


def receipts() -> tuple[DayPayment, ...]:
    at = datetime(2026, 11, 16, 9, 30, tzinfo=UTC)
    return tuple(
        DayPayment(
            number=f"R-T001A-26-00000{n}",
            at=at,
            contract=CUSTOMER.contract,
            name=CUSTOMER.name,
            tender="card" if n == 1 else "cash",
            amount=-184_250 if n == 3 else 184_250,
            stamp=0 if n == 1 else 1_843,
            reversible=n == 1,
            reversed=n == 2,
            reverses="R-T001A-26-000002" if n == 3 else "",
        )
        for n in (3, 2, 1)
    )
