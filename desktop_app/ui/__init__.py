"""The window: Qt lives here and only here."""

from .sources import leave_unread

leave_unread()
