"""What was measured: kept a line each as it comes, and what is said of it when all is done.

A line is one run of one peer in one round of one work; the peers that took turns in a round have its name in common. Other lines say who is absent.
"""
import json, statistics

figures = ("rate", "cpu_us", "p50_ms", "p99_ms", "bytes")

def line_of(work, peer, version, round_name, report):
    """`report` is what `kotori bench --json` wrote, or why it wrote nothing."""
    line = {"work": work, "peer": peer, "version": version, "round": round_name}
    if isinstance(report, str):
        return {**line, "trouble": report}
    delivery = report.get("delivery") or {}
    line |= {"rate": report["per_second"] or None, "cpu_us": report.get("server_cpu_us"), "p50_ms": delivery.get("p50_ms"),
             "p99_ms": delivery.get("p99_ms"), "bytes": report.get("server_bytes"), "expected": report["expected"], "heard": report["heard"],
             "client_bound": report["client_was_the_bottleneck"]}
    return line | ({"trouble": report["trouble"]} if report["trouble"] else {})

def read(file):
    return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []

def keep(file, line):
    with file.open("a") as lines:
        lines.write(json.dumps(line) + "\n")

def absent(lines):
    """{peer: why} as it was said last, without those that have been measured."""
    measured = {line["peer"] for line in lines if "work" in line}
    return {line["absent"]: line["why"] for line in lines if "absent" in line and line["absent"] not in measured}

def versions(lines):
    """{peer: those of its versions that were measured}."""
    found = {}
    for line in lines:
        if "work" in line and line["version"] not in found.setdefault(line["peer"], []):
            found[line["peer"]].append(line["version"])
    return found

def spread(values):
    return {"median": statistics.median(values), "least": min(values), "most": max(values)}

def ratio(own, theirs, figure):
    """Kotori : peer, the median over the rounds in which both did the work; None if there are none."""
    other = {line["round"]: line.get(figure) for line in theirs}
    pairs = [line[figure] / other[line["round"]] for line in own if line.get(figure) and other.get(line["round"])]
    return statistics.median(pairs) if pairs else None

def summary(own, lines):
    """What is said of a peer that did a work some times; runs that came to nothing have no figures."""
    ran = [line for line in lines if "rate" in line]
    said = {"rounds": len(lines), "came_to_nothing": len(lines) - len(ran), "client_bound": sum(line["client_bound"] for line in ran),
            "lost": sum(line["expected"] - line["heard"] for line in ran), "expected": sum(line["expected"] for line in ran),
            "trouble": next((line["trouble"] for line in lines if "trouble" in line), None)}
    for figure in figures:
        if values := [line[figure] for line in ran if line[figure] is not None]:
            said[figure] = spread(values) | {"ratio": ratio(own, lines, figure)}
    return said

def summaries(lines, own="Kotori"):
    """{work: {peer: summary}}, in the order in which they came."""
    runs = [line for line in lines if "work" in line]
    result = {}
    for work in dict.fromkeys(line["work"] for line in runs):
        by_peer = {}
        for line in runs:
            if line["work"] == work:
                by_peer.setdefault(line["peer"], []).append(line)
        result[work] = {peer: summary(by_peer.get(own, []), theirs) for peer, theirs in by_peer.items()}
    return result
