"""Numbers that carry a check: bank accounts of three countries, company numbers, contract numbers, scan codes.

Check digits "mod 97" are those of ISO 7064 MOD 97-10: the whole number leaves 1 when divided by 97.
"""

from __future__ import annotations

import re

_IBAN_LENGTHS = {
    "AD": 24, "AT": 20, "BE": 16, "BG": 22, "CH": 21, "CY": 28, "CZ": 24, "DE": 22, "DK": 18,
    "EE": 20, "ES": 24, "FI": 18, "FR": 27, "GB": 22, "GR": 27, "HR": 21, "HU": 28, "IE": 22,
    "IS": 26, "IT": 27, "LI": 21, "LT": 20, "LU": 20, "LV": 21, "MC": 27, "MT": 31, "NL": 18,
    "NO": 15, "PL": 28, "PT": 25, "RO": 24, "SE": 24, "SI": 19, "SK": 24, "SM": 27,
}  # fmt: skip
"""Length of an IBAN by country of the SEPA area."""
_FRENCH_DIGITS = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "12345678912345678923456789")
_RUM = re.compile(r"[A-Z0-9?:().,'+-](?:[A-Z0-9/?:().,'+-]{0,33}[A-Z0-9?:().,'+-])?")
_STANDARD = re.compile(r"([A-Z])-T(\d{3}|[1-9]\d{3})([A-Z])-(\d\d)-(\d{6}|\d{8})")
_DOCUMENT = re.compile(r"[0-9A-Z-]{1,24}")
_SPELLED = "99"
_SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-"


def valid_account(account: str, kind: str) -> bool:
    """Whether an account is well formed for a rule book's account_kind: iban | rib-ma | rib-dz."""
    return {"iban": valid_iban, "rib-ma": valid_rib_ma, "rib-dz": valid_rib_dz}[kind](account)


def valid_iban(iban: str) -> bool:
    """Length of its country, mod 97, and for France and Monaco the national key of the RIB inside it."""
    plain = _plain(iban)
    if not re.fullmatch(r"[A-Z]{2}\d{2}[A-Z0-9]+", plain):
        return False
    if _IBAN_LENGTHS.get(plain[:2]) != len(plain):
        return False
    if int("".join(str(int(c, 36)) for c in plain[4:] + plain[:4])) % 97 != 1:
        return False
    return plain[:2] not in ("FR", "MC") or _valid_rib_fr(plain[4:])


def rib_key_fr(bank: str, branch: str, account: str) -> str:
    """The two-digit key of a French RIB: 97 - (89 bank + 15 branch + 3 account) mod 97, letters as digits."""
    b, g, c = (int(part.translate(_FRENCH_DIGITS)) for part in (bank, branch, account))
    return f"{97 - (89 * b + 15 * g + 3 * c) % 97:02d}"


def iban_of(country: str, bban: str) -> str:
    """The IBAN of a national account number, its check digits worked out."""
    digits = int("".join(str(int(c, 36)) for c in f"{bban}{country}00"))
    return f"{country}{98 - digits % 97:02d}{bban}"


def valid_rib_ma(rib: str) -> bool:
    """A Moroccan RIB: 24 digits (bank 3, city 3, account 16, key 2), divisible by 97."""
    plain = _plain(rib)
    return _digits(plain, 24) and int(plain) % 97 == 0


def rib_key_ma(first: str) -> str:
    """The key of a Moroccan RIB from its first 22 digits."""
    return f"{97 - int(first) * 100 % 97:02d}"


def valid_rib_dz(rib: str) -> bool:
    """An Algerian RIB: 20 digits (bank 3, branch 5, account 10, key 2), or a postal RIP of the same shape."""
    plain = _plain(rib)
    return _digits(plain, 20) and rib_key_dz(plain[3:8], plain[8:18]) == plain[18:]


def rib_key_dz(branch: str, account: str) -> str:
    """The key of an Algerian RIB; the bank code is not part of it (instruction 06-2004 of the Bank of Algeria)."""
    return f"{97 - int(branch + account) * 100 % 97:02d}"


def ccp_key(account: str) -> str:
    """The key of an Algerian postal account: digits of the ten-digit number times 13 down to 4, mod 100."""
    digits = account.zfill(10)
    return f"{sum(int(d) * w for d, w in zip(digits, range(13, 3, -1), strict=True)) % 100:02d}"


def rip_key(account: str) -> str:
    """The key of the RIP 007 99999 of an Algerian postal account."""
    return rib_key_dz("99999", account.zfill(10))


def mask(account: str) -> str:
    """An account as screens and papers may show it: its last four signs only."""
    return f"•••• {_plain(account)[-4:]}"


def valid_ice(ice: str) -> bool:
    """A Moroccan company number: 15 digits, divisible by 97."""
    plain = _plain(ice)
    return _digits(plain, 15) and int(plain) % 97 == 0


def valid_ics(ics: str) -> bool:
    """A SEPA creditor identifier; the business code (positions 5 to 7) is not part of its check."""
    plain = _plain(ics)
    if not re.fullmatch(r"[A-Z]{2}\d{2}[A-Z0-9]{3}[A-Z0-9]{1,28}", plain):
        return False
    if plain.startswith("FR") and len(plain) != 13:
        return False
    digits = "".join(str(int(c, 36)) for c in plain[7:] + plain[:2] + "00")
    return plain[2:4] == f"{98 - int(digits) % 97:02d}"


def valid_rum(rum: str) -> bool:
    """A SEPA mandate reference: at most 35 of the allowed signs, no slash at its ends, no double slash."""
    return bool(_RUM.fullmatch(rum)) and "//" not in rum


def check_digits(digits: str) -> str:
    """The two digits that make digits + check leave 1 when divided by 97."""
    return f"{98 - int(digits) * 100 % 97:02d}"


def checked(digits: str) -> bool:
    """Whether a number carries right check digits."""
    return digits.isascii() and digits.isdigit() and int(digits) % 97 == 1


def contract_number(n: int) -> str:
    """The eight-digit number of the n-th contract (1 to 999 999), its last two digits checking the others."""
    if not 1 <= n <= 999_999:
        raise ValueError("contract numbers run from 1 to 999999")
    return f"{n:06d}{check_digits(str(n))}"


def valid_contract_number(number: str) -> bool:
    """Whether this is a contract number without a typing error in one digit or two neighbours."""
    return len(number) == 8 and checked(number)


def scan_code(number: str) -> str:
    """The digits of a document's bar code: even in number, mod 97 = 1, telling the document number and nothing else.

    Usual numbers ("F-T001A-26-000123") take 18 digits: kind 2, till 4, epoch 2, year 2, counter 6, check 2. Others are
    spelled sign by sign after 99.
    """
    if found := _STANDARD.fullmatch(number):
        kind, till, epoch, year, counter = found.groups()
        digits = f"{int(kind, 36)}{till.zfill(4)}{int(epoch, 36)}{year}{counter}"
    elif _DOCUMENT.fullmatch(number):
        digits = _SPELLED + "".join(f"{_SIGNS.index(sign):02d}" for sign in number)
    else:
        raise ValueError(f"not a document number: {number!r}")
    return digits + check_digits(digits)


def number_of(scan: str) -> str:
    """The document number behind a scan code; ValueError when it is none or was misread."""
    digits = "".join(scan.split())
    if not checked(digits) or len(digits) < 6 or len(digits) % 2:
        raise ValueError(f"not a scan code: {scan!r}")
    body = digits[:-2]
    pairs = [int(body[i : i + 2]) for i in range(0, len(body), 2)]
    if body.startswith(_SPELLED):
        if any(pair >= len(_SIGNS) for pair in pairs[1:]):
            raise ValueError(f"not a scan code: {scan!r}")
        return "".join(_SIGNS[pair] for pair in pairs[1:])
    if len(body) not in (16, 18) or not (10 <= pairs[0] <= 35 and 10 <= pairs[3] <= 35):
        raise ValueError(f"not a scan code: {scan!r}")
    till = f"{int(body[2:6]):03d}"
    return f"{_SIGNS[pairs[0]]}-T{till}{_SIGNS[pairs[3]]}-{body[8:10]}-{body[10:]}"


def luhn_card_number(text: str) -> bool:
    """Whether a text holds what looks like a payment card number (13 to 19 digits that pass the Luhn check)."""
    runs = re.findall(r"(?<!\d)\d(?:[ .-]?\d){12,18}(?!\d)", text)
    return any(_luhn(re.sub(r"\D", "", run)) for run in runs)


def _luhn(digits: str) -> bool:
    total = 0
    for i, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if i % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def _valid_rib_fr(rib: str) -> bool:
    shape = re.fullmatch(r"(\d{5})(\d{5})([A-Z0-9]{11})(\d{2})", rib)
    return shape is not None and rib_key_fr(*shape.groups()[:3]) == shape[4]


def _digits(text: str, length: int) -> bool:
    return len(text) == length and text.isascii() and text.isdigit()


def _plain(text: str) -> str:
    return "".join(c for c in text if c not in " .-\u00a0\u202f\u2066\u2069").upper()
