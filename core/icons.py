"""The site's icons: 24 by 24 outlines, drawn in the colour of the text around them by `{% icon %}`.

Always beside a word: an icon never says something alone. Drawn for this project.
"""

ICONS = {
    "arrow-left": '<path d="M19 12H5m6-6-6 6 6 6"/>',
    "arrow-right": '<path d="M5 12h14m-6-6 6 6-6 6"/>',
    "book": '<path d="M12 6.5C10 5 7 4.5 3.5 5v13.5c3.5-.5 6.5 0 8.5 1.5 2-1.5 5-2 8.5-1.500V5C17 4.5 14 5 12 6.500zm0 0V20"/>',
    "calendar": '<path d="M4 6.500h16v14H4zM4 11h16M8 3.500v5m8-5v5"/>',
    "certificate": '<circle cx="12" cy="9" r="5.5"/><path d="m8.5 13.5-1.5 7.5 5-2.5 5 2.5-1.5-7.5"/>',
    "chevron-down": '<path d="m6 9 6 6 6-6"/>',
    "chevron-left": '<path d="m15 6-6 6 6 6"/>',
    "chevron-right": '<path d="m9 6 6 6-6 6"/>',
    "clock": '<circle cx="12" cy="12" r="8.5"/><path d="M12 7v5l3.5 2"/>',
    "close": '<path d="M6 6l12 12M18 6 6 18"/>',
    "download": '<path d="M12 4v11m-5-5 5 5 5-5M5 20h14"/>',
    "external": '<path d="M13 5h6v6m0-6-9 9M10 6H5v13h13v-5"/>',
    "file": '<path d="M6 3.500h8l4.5 4.500v12.500H6zM14 3.500V8h4.5"/>',
    "filter": '<path d="M4 6h16M7 12h10m-7 6h4"/>',
    "info": '<circle cx="12" cy="12" r="8.5"/><path d="M12 11v5.500m0-9v.1"/>',
    "list": '<path d="M9 6h11M9 12h11M9 18h11M4.5 6h.1m-.1 6h.1m-.1 6h.1"/>',
    "lock": '<path d="M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3"/>',
    "mail": '<path d="M3.5 6h17v12.500h-17zM4 6.500l8 6.5 8-6.5"/>',
    "menu": '<path d="M4 7h16M4 12h16M4 17h16"/>',
    "note": '<path d="M12 20.500c5-3 8-6.5 8-10.500a4.5 4.5 0 0 0-8-2.800A4.5 4.5 0 0 0 4 10c0 4 3 7.5 8 10.500z"/>',
    "people": '<circle cx="9" cy="8.5" r="3.5"/><path d="M3 20c0-4 2.5-6 6-6s6 2 6 6m.5-14.500a3.5 3.5 0 0 1 0 6.500m2 2.500c2.200.7 3.5 2.5 3.5 5.5"/>',
    "person": '<circle cx="12" cy="8" r="4"/><path d="M4.5 20.500c.5-4.5 3.5-6.5 7.5-6.500s7 2 7.5 6.5"/>',
    "phone": '<path d="M7 3.5 4.5 6c0 8 5.5 13.5 13.5 13.500l2.5-2.5-4.5-3.5-2 1.500c-2-1-3.5-2.5-4.5-4.500l1.5-2z"/>',
    "play": '<path d="M8 5.500v13l10.5-6.500z"/>',
    "print": '<path d="M7 9V4h10v5M7 17H4V9h16v8h-3M7 14h10v6H7z"/>',
    "question": '<circle cx="12" cy="12" r="8.5"/><path d="M9.5 9.500A2.5 2.5 0 1 1 12 12.500v1m0 3v.1"/>',
    "search": '<circle cx="10.5" cy="10.5" r="6"/><path d="m15 15 5.5 5.5"/>',
    "shield": '<path d="M12 3.5 5 6v5.500c0 4.5 3 7.5 7 9 4-1.5 7-4.5 7-9V6z"/>',
    "tick": '<path d="m5 12.5 5 5L19.5 7"/>',
    "warning": '<path d="M12 4 2.5 20h19zM12 10v4.500m0 2.700v.1"/>',
}

# Shapes that tell statuses apart without colour: filled and hollow, round, pointed and square. 16 by 16, filled.
STATUS_SHAPES = {
    "tick": '<path d="M8 0a8 8 0 1 1 0 16A8 8 0 0 1 8 0zm3.6 4.600L6.900 9.300 4.5 7 3 8.500l3.900 3.800L13 6z"/>',
    "clock": '<path d="M8 0a8 8 0 1 1 0 16A8 8 0 0 1 8 0zM7 3v5.600l3.700 2.200 1-1.700L9 7.500V3z"/>',
    "ring": '<path d="M8 0a8 8 0 1 1 0 16A8 8 0 0 1 8 0zm0 2.500a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11z"/>',
    "half": '<path d="M8 0a8 8 0 1 1 0 16A8 8 0 0 1 8 0zm0 2.500v11a5.5 5.5 0 0 0 0-11z"/>',
    "alert": '<path d="M8 .5 16 15H0zM7 5.500v4.500h2V5.500zm0 5.700v2h2v-2z"/>',
    "pause": '<path d="M3 1h3.500v14H3zM9.5 1H13v14H9.500z"/>',
    "dash": '<path d="M1 1h14v14H1zm2.5 5.700v2.600h9V6.700z"/>',
    "cross": '<path d="M4.700 0h6.600L16 4.700v6.600L11.300 16H4.700L0 11.300V4.700zM5.700 4.300 4.300 5.700 6.6 8l-2.300 2.300 1.400 1.400L8 9.400l2.300 2.300 1.400-1.400L9.400 8l2.300-2.300-1.400-1.400L8 6.600z"/>',
    "pen": '<path d="M11.5 0 16 4.5 5.5 15 0 16l1-5.500z"/>',
    "diamond": '<path d="m8 0 8 8-8 8-8-8zm0 3.500L3.5 8 8 12.5 12.5 8z"/>',
}
