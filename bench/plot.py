"""The bench in one picture."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.axes import Axes

OURS, THEIRS, SOFT = "#1f5fa8", "#b9b4aa", "#7fa8d1"
INK = "#333333"

# Title, what is better, key, digits.
BARS = (
    ("Ingest, kB of text/s", "higher is better", "ingest_mb_per_s", 1000.0, ".1f"),
    ("Search p50, ms", "lower is better", "search_p50_ms", 1.0, ".1f"),
    ("Recall@5", "higher is better", "recall_at_5", 1.0, ".2f"),
    ("Peak memory of ingest, MB", "lower is better", "ingest_peak_rss_mb", 1.0, ",.0f"),
    ("Start to first result, s", "lower is better", "ready_s", 1.0, ".1f"),
)


def plot(compared: dict[str, Any], grown: Sequence[dict[str, Any]], machine: dict[str, Any], path: Path) -> None:
    """Bars beside vanilla above, growth with the library below; written as PNG."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    style: Any = {
        **dict.fromkeys(("text.color", "axes.labelcolor", "xtick.color", "ytick.color"), INK),
        **dict.fromkeys(("axes.spines.top", "axes.spines.right"), False),
        "axes.edgecolor": "#bbbbbb",
        "font.size": 10,
    }
    with pyplot.rc_context(style):
        figure = pyplot.figure(figsize=(13, 8), layout="constrained")
        grid = figure.add_gridspec(2, 1, height_ratios=(1, 1.4), hspace=0.06)
        above, below = figure.add_subfigure(grid[0]), figure.add_subfigure(grid[1])
        title = f"Dateline beside vanilla LangChain, {compared['text_mb']:.1f} MB of articles"
        above.suptitle(title, x=0.01, ha="left", weight="bold")
        for axes, bar in zip(above.subplots(1, len(BARS)), BARS, strict=True):
            _bars(axes, compared, *bar)
        below.suptitle("As the library grows", x=0.01, ha="left", weight="bold")
        search, answer, ingest = below.subplots(1, 3)
        _ask(search, grown, "search", "Search, one client, ms")
        _ask(answer, grown, "total", "Search and cited answer, one client, ms")
        _ingest(ingest, grown)
        for axes in (search, answer, ingest):
            _by_size(axes, grown)
        made = f"{machine['cpu']}, {machine['cores']} cores, {machine['date'][:10]}"
        mixed = "; hollow: most vectors are mixtures of real ones" if _mixed(grown) else ""
        figure.supxlabel(f"{made}{mixed}", fontsize=8.5, color="#777777")
        figure.savefig(path, dpi=150, facecolor="white")
        pyplot.close(figure)


def _bars(axes: Axes, compared: dict[str, Any], title: str, better: str, key: str, scale: float, form: str) -> None:
    values = [compared[name][key] * scale for name in ("dateline", "vanilla")]
    bars = axes.bar(["Dateline", "vanilla"], values, color=[OURS, THEIRS], width=0.62)
    axes.bar_label(bars, [format(value, form) for value in values], padding=3)
    axes.set_title(f"{title}\n", fontsize=10)
    axes.text(0.5, 1.02, better, transform=axes.transAxes, ha="center", fontsize=8.5, color="#777777")
    axes.set_ylim(0, max(values) * 1.16)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.tick_params(axis="x", length=0)


def _ask(axes: Axes, grown: Sequence[dict[str, Any]], stage: str, title: str) -> None:
    lines = {
        "p95": ([one["p95_ms"][stage] for one in grown], SOFT),
        "p50": ([one["p50_ms"][stage] for one in grown], OURS),
    }
    _lines(axes, grown, lines)
    axes.set_title(title, loc="left", fontsize=10)


def _ingest(axes: Axes, grown: Sequence[dict[str, Any]]) -> None:
    lines = {
        "whole": ([one["ingest_passages_per_s"] for one in grown], OURS),
    }
    _lines(axes, grown, lines)
    axes.set_title("Ingest up to this size, passages a second", loc="left", fontsize=10)


def _lines(axes: Axes, grown: Sequence[dict[str, Any]], lines: dict[str, tuple[list[float], str]]) -> None:
    sizes = [one["passages"] for one in grown]
    axes.set_ylim(0, 1.1 * max(max(values) for values, _ in lines.values()))
    axes.margins(x=0.08)
    for label, (values, color) in lines.items():
        axes.plot(sizes, values, color=color, linewidth=1.8, zorder=2)
        for size, value, one in zip(sizes, values, grown, strict=True):
            face = color if one["embedded_for_real"] else "white"
            axes.plot(size, value, "o", color=color, markerfacecolor=face, markersize=5.5, zorder=3)
        # The upper line's label stands above its end and the lower one's below: they never meet.
        up = label == next(iter(lines))
        axes.annotate(
            f"{label} {values[-1]:,.0f}",
            (sizes[-1], values[-1]),
            xytext=(7, 4 if up else -4),
            textcoords="offset points",
            va="bottom" if up else "top",
            color=color,
            fontsize=9,
        )


def _by_size(axes: Axes, grown: Sequence[dict[str, Any]]) -> None:
    from matplotlib.ticker import NullLocator

    sizes = [one["passages"] for one in grown]
    axes.set_xscale("log")
    axes.set_xticks(sizes, [f"{one['target']:,}" for one in grown])
    axes.xaxis.set_minor_locator(NullLocator())
    axes.set_xlabel("passages in the library")
    axes.grid(axis="y", color="#eeeeee")
    axes.set_axisbelow(True)


def _mixed(grown: Sequence[dict[str, Any]]) -> bool:
    return any(not one["embedded_for_real"] for one in grown)
