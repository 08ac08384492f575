"""The site's icons: 24 by 24 outlines, drawn in the colour of the text around them by `{% icon %}`.

Always beside a word: an icon never says something alone. Drawn for this project.
"""
# ruff: noqa: E501 - a drawing reads no better for being broken

ICONS = {
    "arrow-left": '<path d="M19 12H5m6-6-6 6 6 6"/>',
    "arrow-right": '<path d="M5 12h14m-6-6 6 6-6 6"/>',
    "book": '<path d="M12 6.5C10 5 7 4.5 3.5 5v13.5c3.5-.5 6.5 0 8.5 1.5 2-1.5 5-2 8.5-1.5V5C17 4.5 14 5 12 6.5zm0 0V20"/>',
    "calendar": '<path d="M4 6.5h16v14H4zM4 11h16M8 3.5v5m8-5v5"/>',
    "certificate": '<circle cx="12" cy="9" r="5.5"/><path d="m8.5 13.5-1.5 7.5 5-2.5 5 2.5-1.5-7.5"/>',
    "chevron-down": '<path d="m6 9 6 6 6-6"/>',
    "chevron-left": '<path d="m15 6-6 6 6 6"/>',
    "chevron-right": '<path d="m9 6 6 6-6 6"/>',
    "clock": '<circle cx="12" cy="12" r="8.5"/><path d="M12 7v5l3.5 2"/>',
    "close": '<path d="M6 6l12 12M18 6 6 18"/>',
    "download": '<path d="M12 4v11m-5-5 5 5 5-5M5 20h14"/>',
    "external": '<path d="M13 5h6v6m0-6-9 9M10 6H5v13h13v-5"/>',
    "file": '<path d="M6 3.5h8l4.5 4.5v12.5H6zM14 3.5V8h4.5"/>',
    "filter": '<path d="M4 6h16M7 12h10m-7 6h4"/>',
    "info": '<circle cx="12" cy="12" r="8.5"/><path d="M12 11v5.5m0-9v.1"/>',
    "list": '<path d="M9 6h11M9 12h11M9 18h11M4.5 6h.1m-.1 6h.1m-.1 6h.1"/>',
    "lock": '<path d="M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3"/>',
    "mail": '<path d="M3.5 6h17v12.5h-17zM4 6.5l8 6.5 8-6.5"/>',
    "menu": '<path d="M4 7h16M4 12h16M4 17h16"/>',
    "note": '<path d="M12 20.5c5-3 8-6.5 8-10.5a4.5 4.5 0 0 0-8-2.8A4.5 4.5 0 0 0 4 10c0 4 3 7.5 8 10.5z"/>',
    "people": '<circle cx="9" cy="8.5" r="3.5"/><path d="M3 20c0-4 2.5-6 6-6s6 2 6 6m.5-14.5a3.5 3.5 0 0 1 0 6.5m2 2.5c2.2.7 3.5 2.5 3.5 5.5"/>',
    "person": '<circle cx="12" cy="8" r="4"/><path d="M4.5 20.5c.5-4.5 3.5-6.5 7.5-6.5s7 2 7.5 6.5"/>',
    "phone": '<path d="M7 3.5 4.5 6c0 8 5.5 13.5 13.5 13.5l2.5-2.5-4.5-3.5-2 1.5c-2-1-3.5-2.5-4.5-4.5l1.5-2z"/>',
    "play": '<path d="M8 5.5v13l10.5-6.5z"/>',
    "print": '<path d="M7 9V4h10v5M7 17H4V9h16v8h-3M7 14h10v6H7z"/>',
    "question": '<circle cx="12" cy="12" r="8.5"/><path d="M9.5 9.5A2.5 2.5 0 1 1 12 12.5v1m0 3v.1"/>',
    "search": '<circle cx="10.5" cy="10.5" r="6"/><path d="m15 15 5.5 5.5"/>',
    "shield": '<path d="M12 3.5 5 6v5.5c0 4.5 3 7.5 7 9 4-1.5 7-4.5 7-9V6z"/>',
    "tick": '<path d="m5 12.5 5 5L19.5 7"/>',
    "warning": '<path d="M12 4 2.5 20h19zM12 10v4.5m0 2.7v.1"/>',
}

# Shapes that tell statuses apart without colour: filled and hollow, round, pointed and square. 16 by 16, filled.
STATUS_SHAPES = {
    "tick": '<path d="M8 0a8 8 0 1 1 0 16A8 8 0 0 1 8 0zm3.6 4.6L6.9 9.3 4.5 7 3 8.5l3.9 3.8L13 6z"/>',
    "clock": '<path d="M8 0a8 8 0 1 1 0 16A8 8 0 0 1 8 0zM7 3v5.6l3.7 2.2 1-1.7L9 7.5V3z"/>',
    "ring": '<path d="M8 0a8 8 0 1 1 0 16A8 8 0 0 1 8 0zm0 2.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11z"/>',
    "half": '<path d="M8 0a8 8 0 1 1 0 16A8 8 0 0 1 8 0zm0 2.5v11a5.5 5.5 0 0 0 0-11z"/>',
    "alert": '<path d="M8 .5 16 15H0zM7 5.5v4.5h2V5.5zm0 5.7v2h2v-2z"/>',
    "pause": '<path d="M3 1h3.5v14H3zM9.5 1H13v14H9.5z"/>',
    "dash": '<path d="M1 1h14v14H1zm2.5 5.7v2.6h9V6.7z"/>',
    "cross": '<path d="M4.7 0h6.6L16 4.7v6.6L11.3 16H4.7L0 11.3V4.7zM5.7 4.3 4.3 5.7 6.6 8l-2.3 2.3 1.4 1.4L8 9.4l2.3 2.3 1.4-1.4L9.4 8l2.3-2.3-1.4-1.4L8 6.6z"/>',
    "pen": '<path d="M11.5 0 16 4.5 5.5 15 0 16l1-5.5z"/>',
    "diamond": '<path d="m8 0 8 8-8 8-8-8zm0 3.5L3.5 8 8 12.5 12.5 8z"/>',
}
