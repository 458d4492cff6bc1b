"""What was measured, for people: Markdown."""
import works

all_columns = {"rate": ("deliveries/s", 0), "cpu_us": ("CPU, µs each", 2), "p50_ms": ("p50, ms", 2), "p99_ms": ("p99, ms", 2), "bytes": ("bytes a connection", 0)}
reference = "uWebSockets (Bun's publish)"

def number(value, digits):
    """A rate or bytes as they are, others to three figures or so."""
    return f"{value:,.0f}" if abs(value) >= 100 or not digits else f"{value:.{digits}f}" if abs(value) >= 1 else f"{value:.{digits + 1}f}"

def figure(said, name):
    """The median, and from where to where the rounds went."""
    if name not in said:
        return ""
    median, least, most = (number(said[name][which], all_columns[name][1]) for which in ("median", "least", "most"))
    return median if least == most else f"{median} ({least}–{most})"

def ratio(said, name):
    value = said.get(name, {}).get("ratio")
    return "" if value is None else f"{value:.2f}" if value < 100 else f"{value:.0f}"

def is_sound(said):
    """Whether its figures count: it did the work whenever it was asked to, and nothing was lost."""
    return not said["came_to_nothing"] and not said["lost"] and not said["trouble"]

def remarks(said):
    """What a reader must know of a row before its figures."""
    if said["came_to_nothing"]:
        yield f"did not bear it in {said['came_to_nothing']} of {said['rounds']} rounds: {said['trouble']}"
    elif said["trouble"]:
        yield said["trouble"]
    if said["lost"]:
        yield f"**lost {said['lost']:,} of {said['expected']:,}**"
    if said["client_bound"]:
        yield f"the client was the bottleneck in {said['client_bound']} of {said['rounds']}"

def columns_of(work):
    return ("bytes",) if work.kind == "idle" else ("rate", "cpu_us", "p50_ms", "p99_ms")

def order(work, by_peer):
    """Kotori first, then the best first."""
    def key(name):
        said = by_peer[name]
        value = said.get(columns_of(work)[0], {}).get("median")
        return not name.startswith("Kotori"), value is None, (value or 0) * (1 if work.kind == "idle" else -1)
    return sorted(by_peer, key=key)

def table_of(work, by_peer):
    columns = columns_of(work)
    head = ["server", *(cell for name in columns for cell in (all_columns[name][0], "ratio")), "rounds", ""]
    lines = [f"## {work.title}", "", f"`kotori bench {work.kind} {work.flags}`", "", row(head), row(["---", *["--:"] * (len(head) - 2), "---"])]
    for name in order(work, by_peer):
        said = by_peer[name]
        cells = [cell for column in columns for cell in (figure(said, column), "" if name == "Kotori" else ratio(said, column))]
        lines.append(row([name, *cells, str(said["rounds"]), "; ".join(remarks(said))]))
    return [*lines, ""]

def row(cells):
    return "| " + " | ".join(cells) + " |"

def in_short(results):
    """Of each work: Kotori beside uWebSockets, and beside the best of all others, which differs from work to work."""
    def beside(by_peer, name, figure):
        pair = [by_peer.get("Kotori"), by_peer.get(name)]
        bound = figure != "cpu_us" and any(said and said["client_bound"] * 2 > said["rounds"] for said in pair)
        return f"{ratio(pair[1], figure)}{'*' if bound else ''}" if pair[1] and ratio(pair[1], figure) else ""
    lines = ["## In short", "", "Kotori to the peer, as below. * In most rounds of one of the two the client was the bottleneck: here CPU tells more.", "", row(["work", "figure", reference, "best of the others", "which"]), row(["---", "---", "--:", "--:", "---"])]
    for work in works.everything:
        by_peer = results.get(work.name, {})
        others = {name: said for name, said in by_peer.items() if not name.startswith("Kotori") and name != reference and is_sound(said)}
        names = [name for name in columns_of(work) if name != "rate" or "--rate" not in work.flags]
        for name in names:
            with_it = [peer for peer, said in others.items() if said.get(name, {}).get("ratio")]
            best = (min if name == "rate" else max)(with_it, key=lambda peer: others[peer][name]["ratio"], default=None)
            cells = [beside(by_peer, reference, name), beside(by_peer, best, name)]
            if any(cells):
                lines.append(row([work.title if name == names[0] else "", all_columns[name][0], *cells, best or ""]))
    return [*lines, ""]

def page(results, versions, notes, absent, machine, day):
    lines = [f"# Kotori and its peers, {day}", "", machine, "",
             "Each server on one core, the load (`kotori bench`, 128 bytes a message, no compression) on another; they took turns within each round, each time a",
             "server just started. Medians, and in brackets the least and the most of the rounds. A ratio is Kotori to the peer, the median of the ratios within",
             "each round: above 1 in deliveries and below 1 in CPU, latency and memory Kotori is ahead; 0.93 to 1.07 is no difference. Where the client was the",
             "bottleneck, the server could have done more. How it is done: [bench/README.md](../README.md).", "", *in_short(results)]
    for work in works.everything:
        if work.name in results:
            lines += table_of(work, results[work.name])
    lines += ["## Servers", "", *(f"* **{name}**: {', '.join(said)}. {notes.get(name, '')}".rstrip() for name, said in versions.items()), ""]
    if absent:
        lines += ["## Absent", "", "Not measured, so not beaten:", "", *(f"* **{name}**: {why}." for name, why in absent.items()), ""]
    return "\n".join(lines)
