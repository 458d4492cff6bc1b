"""The picture for the README: four works as bars, on a page that is light or dark."""
from xml.sax.saxutils import escape

panels = [  # work, figure, title, what its bars are
    ("broadcast-16-1000", "rate", "Broadcast: 16 senders, 1,000 receivers", "deliveries a second; longer is better"),
    ("broadcast-1-1000", "cpu_us", "Broadcast: 1 sender, 1,000 receivers", "µs of CPU for each delivery; shorter is better"),
    ("echo-64", "rate", "Echo: 64 connections", "messages a second; longer is better"),
    ("idle-echo", "bytes", "Memory of an idle connection", "bytes of the server's own; shorter is better"),
]
width, margin, gap = 880, 12, 28
bar, step, names, numbers = 13, 19, 172, 50
panel_width = (width - 2 * margin - gap) // 2
style = ("text{font:12px -apple-system,'Segoe UI',Helvetica,Arial,sans-serif;fill:#57606a}.title{font-size:14px;font-weight:600;fill:#1f2328}"
         ".name{text-anchor:end}.name.own{font-weight:600}rect.own{fill:#cf5a18}rect.other{fill:#8c959f}"
         "@media(prefers-color-scheme:dark){text{fill:#9198a1}.title{fill:#f0f6fc}rect.own{fill:#f0883e}rect.other{fill:#656c76}}")

def short(value):
    """Three figures at most: 1.29 M, 174 k, 5.13."""
    for unit_size, unit in ((1e6, " M"), (1e3, " k")):
        if value >= unit_size:
            return f"{value / unit_size:.3g}{unit}"
    return f"{value:.3g}"

def panel(by_peer, figure, title, meaning, x, y):
    """Its parts, and where it ends. The best is on top."""
    rows = sorted(((said[figure]["median"], name) for name, said in by_peer.items() if figure in said and said[figure]["median"] > 0 and not said["lost"]),
                  reverse=figure == "rate")
    most = max((value for value, _ in rows), default=1)
    parts = [f'<text class="title" x="{x}" y="{y + 14}">{escape(title)}</text>', f'<text x="{x}" y="{y + 31}">{escape(meaning)}</text>']
    y += 42
    for value, name in rows:
        kind = "own" if name.startswith("Kotori") else "other"
        length = max(1.5, (panel_width - names - numbers) * value / most)
        parts.append(f'<text class="name {kind}" x="{x + names - 6}" y="{y + 11}">{escape(name)}</text>'
                     f'<rect class="{kind}" x="{x + names}" y="{y}" width="{length:.1f}" height="{bar}" rx="2"/>'
                     f'<text x="{x + names + length + 5:.1f}" y="{y + 11}">{short(value)}</text>')
        y += step
    return parts, y

def draw(results):
    parts, y = [], margin
    shown = [each for each in panels if each[0] in results]
    for pair in zip(shown[::2], [*shown[1::2], None]):
        ends = [y]
        for place, each in enumerate(each for each in pair if each):
            work, figure, title, meaning = each
            drawn, end = panel(results[work], figure, title, meaning, margin + place * (panel_width + gap), y)
            parts += drawn
            ends.append(end)
        y = max(ends) + 18
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {y}" width="{width}" height="{y}" role="img" '
            f'aria-label="Kotori beside other servers"><style>{style}</style>{"".join(parts)}</svg>\n')
