"""The tests mirror the rooms of desktop_app; `house` keeps the walls, `journeys` the mornings at the counter."""
