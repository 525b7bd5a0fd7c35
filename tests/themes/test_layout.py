"""Positions on a map: the same every time, alike beside alike, and fit for any number."""

import numpy as np
import pytest

from alnqual.themes.layout import beside, layout


def groups(count: int, size: int, *, spread: float = 0.1) -> np.ndarray:
    random = np.random.default_rng(0)
    rows = np.repeat(random.normal(size=(count, 32)), size, axis=0)
    rows = rows + spread * random.normal(size=rows.shape)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def test_positions_are_the_same_every_time_and_lie_on_the_map():
    rows = groups(4, 30)
    first = layout(rows)
    assert first.shape == (120, 2) and np.isfinite(first).all()
    assert first.min() >= 0 and first.max() <= 1
    assert layout(rows).tobytes() == first.tobytes()


def purity(positions: np.ndarray, labels: np.ndarray) -> float:
    """The share of passages whose nearest neighbour on the map is of their group."""
    hits = 0
    for at in range(0, len(positions), max(1, len(positions) // 300)):
        far = np.linalg.norm(positions - positions[at], axis=1)
        far[at] = np.inf
        hits += labels[far.argmin()] == labels[at]
    return hits / len(range(0, len(positions), max(1, len(positions) // 300)))


def test_what_is_alike_lies_side_by_side():
    assert purity(layout(groups(5, 40)), np.repeat(np.arange(5), 40)) > 0.95


def test_beyond_the_landmarks_neighbours_still_lie_together(monkeypatch):
    monkeypatch.setattr("alnqual.themes.layout._LANDMARKS", 100)
    positions = layout(groups(5, 100))
    assert len(np.unique(positions, axis=0)) > 450
    assert purity(positions, np.repeat(np.arange(5), 100)) > 0.95


@pytest.mark.parametrize("count", [0, 1, 2, 5, 6, 7])
def test_few_passages_and_identical_ones_have_a_place(count):
    rows = groups(1, count) if count else np.empty((0, 32))
    assert layout(rows).shape == (count, 2)
    assert np.isfinite(layout(np.repeat(rows, 3, axis=0))).all()


def test_two_maps_lie_side_by_side_and_neither_over_the_other():
    both = beside(layout(groups(3, 30)), layout(groups(2, 10)))
    assert both.shape == (110, 2) and both.min() >= 0 and both.max() <= 1
    assert both[:90, 0].max() < both[90:, 0].min()
