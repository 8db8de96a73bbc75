"""The small parts every screen is made of: fields, buttons, chips, cards, banners, charts."""
