"""Figures over rankings and confidences, and the curve's plot."""

import math
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import f1_score, ndcg_score, precision_score, recall_score, roc_auc_score

from klimatsvar.errors import KlimatsvarError
from klimatsvar.evaluate.metrics import (
    Curve,
    Proportion,
    Ranked,
    auroc,
    percentiles,
    ranking_figures,
    refusal_figures,
    risk_coverage,
)
from klimatsvar.evaluate.plot import check_plot, plot_risk_coverage


def second(discount: int) -> float:
    return 1 / math.log2(discount + 1)


def test_ranking_with_several_documents_that_answer() -> None:
    found = ranking_figures([Ranked(["x", "a", "y", "b"], ("a", "b", "c"))])
    gain, ideal = second(2) + second(4), second(1) + second(2) + second(3)
    assert found == pytest.approx(
        {"ndcg@10": gain / ideal, "recall@1": 0, "recall@5": 1, "recall@10": 1, "mrr@10": 1 / 2}
    )


def test_documents_below_the_tenth_do_not_count() -> None:
    found = ranking_figures([Ranked([str(i) for i in range(20)], ("10",))])
    assert set(found.values()) == {0.0}
    assert ranking_figures([Ranked([str(i) for i in range(20)], ("9",))]) == pytest.approx(
        {"ndcg@10": second(10), "recall@1": 0, "recall@5": 0, "recall@10": 1, "mrr@10": 0.1}
    )


@given(st.lists(st.booleans(), min_size=2, max_size=20).filter(any))
def test_ndcg_is_that_of_sklearn(gains: list[bool]) -> None:
    ids = [str(i) for i in range(len(gains))]
    gold = [id for id, gain in zip(ids, gains, strict=True) if gain]
    scores = np.arange(len(gains), 0, -1)
    expected = ndcg_score([gains], [scores], k=10)
    assert ranking_figures([Ranked(ids, gold)])["ndcg@10"] == pytest.approx(expected)


Judged = st.lists(
    st.tuples(st.booleans(), st.sampled_from([0.1, 0.3, 0.5, 0.9])), min_size=2, max_size=40
).filter(lambda rows: len({positive for positive, _ in rows}) == 2)


@given(Judged)
def test_refusal_figures_are_those_of_sklearn(rows: list[tuple[bool, float]]) -> None:
    answerable = np.array([positive for positive, _ in rows])
    confidence = np.array([score for _, score in rows])
    refused = confidence < 0.4
    found = refusal_figures(answerable, refused, confidence)
    assert found["auroc"] == pytest.approx(roc_auc_score(answerable, confidence))
    assert found["recall"] == pytest.approx(recall_score(~answerable, refused))
    assert found["f1"] == pytest.approx(f1_score(~answerable, refused, zero_division=0))
    if refused.any():
        assert found["precision"] == pytest.approx(precision_score(~answerable, refused))
    else:
        assert math.isnan(found["precision"])


def test_a_tie_is_worth_one_half() -> None:
    assert auroc(np.array([True, False]), np.array([0.5, 0.5])) == 0.5
    assert auroc(np.array([True, True, False]), np.array([0.9, 0.5, 0.5])) == 0.75


def test_a_share_has_an_interval() -> None:
    half = Proportion(5, 10)
    assert half.share == 0.5
    assert half.interval == pytest.approx((0.2366, 0.7634), abs=1e-4)  # Wilson, 95 %
    assert Proportion(0, 10).interval == pytest.approx((0.0, 0.2775), abs=1e-4)
    assert Proportion(10, 10).interval == pytest.approx((0.7225, 1.0), abs=1e-4)
    assert all(map(math.isnan, (Proportion(0, 0).share, *Proportion(0, 0).interval)))


def test_percentiles_lie_between_observations() -> None:
    assert percentiles([10.0, 20.0]) == pytest.approx({"p50": 15.0, "p95": 19.5})


CURVE = risk_coverage(np.array([0.9, 0.8, 0.8]), np.array([True, False, True]))


def test_the_curve_is_drawn(tmp_path: Path) -> None:
    plot_risk_coverage(CURVE, tmp_path / "kurva.png")
    header = (tmp_path / "kurva.png").read_bytes()[:24]
    assert header[:8] == b"\x89PNG\r\n\x1a\n"
    assert [int.from_bytes(header[i : i + 4]) for i in (16, 20)] == [960, 640]


def test_a_curve_that_can_not_be_drawn_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setitem(sys.modules, "matplotlib.figure", None)
        with pytest.raises(KlimatsvarError, match=r"run `pip install 'matplotlib>=3\.9'`, or"):
            check_plot(tmp_path / "kurva.png")
    with pytest.raises(KlimatsvarError, match=r"there is no folder .*borta; make it first"):
        check_plot(tmp_path / "borta" / "kurva.png")
    with pytest.raises(KlimatsvarError, match=r"can't be written \(Is a directory\)"):
        plot_risk_coverage(CURVE, tmp_path)


def test_a_curve_of_one_point() -> None:
    curve: Curve = risk_coverage(np.array([0.5]), np.array([False]))
    assert (curve.coverage.tolist(), curve.risk.tolist(), curve.risk_at(0.1)) == ([1.0], [1.0], 1.0)
