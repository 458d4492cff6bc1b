"""The picture for the README: of four works how far each server comes beside Kotori, as bars on a page that is light or dark."""
from xml.sax.saxutils import escape

panels = [  # work, figure, unit, title, what its bars are
    ("broadcast-16-1000", "rate", "/s", "Broadcast: 16 senders, 1,000 receivers", "deliveries a second beside Kotori's; longer is better"),
    ("broadcast-1-1000", "cpu_us", "µs", "Broadcast: 1 sender, 1,000 receivers", "CPU for each delivery beside Kotori's; shorter is better"),
    ("echo-64", "rate", "/s", "Echo: 64 connections", "messages a second beside Kotori's; longer is better"),
    ("idle-echo", "bytes", "B", "Memory of an idle connection", "the server's own, beside Kotori's; shorter is better"),
]
width, margin, gap = 880, 12, 28
bar, step, names, numbers = 13, 19, 178, 56
panel_width = (width - 2 * margin - gap) // 2
style = ("text{font:12px -apple-system,'Segoe UI',Helvetica,Arial,sans-serif;fill:#57606a}.title{font-size:14px;font-weight:600;fill:#1f2328}"
         ".name{text-anchor:end}.name.own{font-weight:600}rect.own{fill:#cf5a18}rect.other{fill:#8c959f}"
         "@media(prefers-color-scheme:dark){text{fill:#9198a1}.title{fill:#f0f6fc}rect.own{fill:#f0883e}rect.other{fill:#656c76}}")

def amount(value):
    """Three figures: 1.29 M, 97.3 k, 5.13."""
    for size, letter in ((1e6, " M"), (1e3, " k")):
        if value >= size:
            return f"{value / size:.3g}{letter}"
    return f"{value:.3g} "

def label(name, times, value, unit):
    """Of Kotori what it came to, of the others how many times as much as that: × 0.70, × 0.012, × 8.3."""
    if name == "Kotori":
        return amount(value) + unit
    return f"× {times:#.2g}" if times < 10 else f"× {times:.0f}"

def panel(by_peer, figure, unit, title, meaning, x, y):
    """Its parts, and where it ends. The best is on top."""
    rows = sorted(((1 / said[figure]["ratio"], name, said[figure]["median"]) for name, said in by_peer.items() if said.get(figure, {}).get("ratio") and not said["lost"]),
                  reverse=figure == "rate")
    most = max((times for times, _, _ in rows), default=1)
    parts = [f'<text class="title" x="{x}" y="{y + 14}">{escape(title)}</text>', f'<text x="{x}" y="{y + 31}">{escape(meaning)}</text>']
    y += 42
    for times, name, value in rows:
        kind = "own" if name.startswith("Kotori") else "other"
        length = max(1.5, (panel_width - names - numbers) * times / most)
        parts.append(f'<text class="name {kind}" x="{x + names - 6}" y="{y + 11}">{escape(name)}</text>'
                     f'<rect class="{kind}" x="{x + names}" y="{y}" width="{length:.1f}" height="{bar}" rx="2"/>'
                     f'<text x="{x + names + length + 5:.1f}" y="{y + 11}">{label(name, times, value, unit)}</text>')
        y += step
    return parts, y

def draw(results):
    parts, y = [], margin
    shown = [each for each in panels if each[0] in results]
    for pair in zip(shown[::2], [*shown[1::2], None]):
        ends = [y]
        for place, each in enumerate(each for each in pair if each):
            work, *told = each
            drawn, end = panel(results[work], *told, margin + place * (panel_width + gap), y)
            parts += drawn
            ends.append(end)
        y = max(ends) + 18
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {y}" width="{width}" height="{y}" role="img" '
            f'aria-label="Kotori beside other servers"><style>{style}</style>{"".join(parts)}</svg>\n')
