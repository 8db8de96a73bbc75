"""Bad news as the agent reads it: amounts written as money is, codes worded, values isolated."""

from __future__ import annotations

from desktop_app.domain.refusals import CashCeiling, TenderNotAccepted
from desktop_app.texts import bare, texts_in


def test_amounts_are_grouped_as_everywhere() -> None:
    news = CashCeiling(amount="1234.50", limit="1000.00")
    assert "1\u202f234,50" in texts_in("fr").bad_news(news)
    assert "1,234.50" in texts_in("en").bad_news(news)


def test_codes_are_worded_in_each_language() -> None:
    news = TenderNotAccepted(tender="cheque", accepted=("cash", "card"))
    assert "chèque" in bare(texts_in("fr").bad_news(news))
    assert "شيك" in texts_in("ar").bad_news(news)
