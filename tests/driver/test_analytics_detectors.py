"""Detectors against known answers, and their round trip through plain arrays."""

from __future__ import annotations

import numpy as np
import pytest
from acm.analytics.arrays import pack, unpack
from acm.analytics.detectors.ar1 import Ar1
from acm.analytics.detectors.gaussian_mixture import GaussianMixture
from acm.analytics.detectors.isolation_forest import IsolationForest, average_path
from acm.analytics.detectors.mahalanobis import Mahalanobis
from acm.analytics.detectors.pca import Pca
from acm.analytics.detectors.residual_model import ResidualModel
from sklearn.ensemble import IsolationForest as ReferenceForest
from sklearn.mixture import GaussianMixture as ReferenceMixture


@pytest.fixture(scope="module")
def coupled() -> np.ndarray:
    """Four sensors about a mean far from zero: two follow a common cause, two are noise."""
    rng = np.random.default_rng(7)
    cause = rng.normal(size=2000)
    noise = rng.normal(size=(2000, 4)) * [0.3, 0.3, 1.0, 0.5]
    return noise + np.outer(cause, [2.0, -1.0, 0.0, 0.0]) + [5.0, -3.0, 10.0, 0.5]


def test_ar1_finds_the_coefficient_and_the_innovation() -> None:
    rng = np.random.default_rng(1)
    series = np.zeros(20_000)
    shocks = rng.normal(0, 0.5, len(series))
    for t in range(1, len(series)):
        series[t] = 0.8 * series[t - 1] + shocks[t]
    model = Ar1.fit(series[1:, None], series[:-1, None])
    assert model.phi[0] == pytest.approx(0.8, abs=0.02)
    assert model.deviation[0] == pytest.approx(0.5, abs=0.02)
    step = model.innovations(np.array([[2.8]]), np.array([[1.0]]))
    assert step[0, 0] == pytest.approx((2.8 - model.phi[0]) / model.deviation[0])


def test_pca_t2_and_spe_are_the_textbook_ones(coupled: np.ndarray) -> None:
    model = Pca.fit(coupled, 0.8)
    mean = coupled.mean(axis=0)
    eigenvalues, vectors = np.linalg.eigh(np.cov(coupled, rowvar=False))
    count = model.loadings.shape[1]
    plane = vectors[:, ::-1][:, :count]
    row = np.array([9.0, -2.0, 12.0, 0.0])
    scores = (row - mean) @ plane
    t2 = float(np.sum(scores**2 / eigenvalues[::-1][:count]))
    rest = row - mean - plane @ scores
    assert model.t2(row[None])[0] == pytest.approx(t2)
    assert model.spe(row[None])[0] == pytest.approx(float(rest @ rest))
    assert model.t2_contributions(row[None]).sum() == pytest.approx(t2)
    assert model.spe_contributions(row[None]).sum() == pytest.approx(float(rest @ rest))


def test_pca_measures_from_the_training_mean(coupled: np.ndarray) -> None:
    """An SPE about zero would be dominated by the mean and not change when everything is moved."""
    model, moved = Pca.fit(coupled, 0.8), Pca.fit(coupled + 100.0, 0.8)
    assert np.allclose(model.spe(coupled[:50]), moved.spe(coupled[:50] + 100.0))
    assert model.spe(coupled.mean(axis=0)[None])[0] == pytest.approx(0.0, abs=1e-18)


def test_mahalanobis_of_independent_sensors_is_the_sum_of_squared_z() -> None:
    rng = np.random.default_rng(2)
    values = rng.normal(size=(50_000, 3)) * [1.0, 2.0, 0.5] + [1.0, 2.0, 3.0]
    model = Mahalanobis.fit(values)
    row = np.array([[2.0, 6.0, 2.0]])
    assert model.score(row)[0] == pytest.approx(1 + 4 + 4, rel=0.05)
    assert model.contributions(row).sum() == pytest.approx(model.score(row)[0])
    assert model.contributions(row)[0] == pytest.approx([1, 4, 4], rel=0.1)


def test_residual_model_predicts_each_sensor_from_the_others(coupled: np.ndarray) -> None:
    model = ResidualModel.fit(coupled, ridge=0.0)
    centred = coupled - coupled.mean(axis=0)
    others = centred[:, 1:]
    weights, *_ = np.linalg.lstsq(others, centred[:, 0], rcond=None)
    expected = coupled.mean(axis=0)[0] + others @ weights
    assert np.allclose(model.expected(coupled)[:, 0], expected, atol=1e-8)
    assert model.residuals(coupled).std(axis=0) == pytest.approx(np.ones(4), rel=1e-6)


def test_residual_model_points_at_the_sensor_that_left_the_others(coupled: np.ndarray) -> None:
    model = ResidualModel.fit(coupled, ridge=0.01)
    row = coupled.mean(axis=0)[None].copy()
    row[0, 2] += 8.0
    assert model.contributions(row)[0].argmax() == 2


def test_isolation_forest_equals_the_reference(coupled: np.ndarray) -> None:
    reference = ReferenceForest(n_estimators=20, max_samples=128, random_state=3).fit(coupled)
    model = IsolationForest.fit(coupled, trees=20, rows=128, seed=3)
    rows = np.vstack([coupled[:200], coupled[:20] + 6.0]).astype(np.float32).astype(float)
    assert np.allclose(model.score(rows), -reference.score_samples(rows), atol=1e-6)
    assert model.score(rows)[200:].mean() > model.score(rows)[:200].mean()


def test_average_path_of_small_trees() -> None:
    assert average_path(np.array([1.0, 2.0, 3.0])) == pytest.approx(
        [0.0, 1.0, 2 * (np.log(2) + 0.5772157) - 4 / 3]
    )


def test_gaussian_mixture_equals_the_reference_likelihood() -> None:
    rng = np.random.default_rng(4)
    values = np.vstack([rng.normal(-4, 1, (600, 2)), rng.normal(4, 0.5, (400, 2))])
    model = GaussianMixture.fit(values, components=3, dimensions=2, seed=0)
    assert model.components >= 2
    reduced = (values - model.mean) @ model.whitening
    reference = ReferenceMixture(model.components, reg_covar=1e-2, random_state=0, max_iter=50, tol=1e-2)
    log_likelihood = reference.fit(reduced).score_samples(reduced)
    own = -model.score(values)
    assert np.ptp(log_likelihood - own) == pytest.approx(0.0, abs=1e-9)  # equal but for a constant
    between = model.score(np.array([[0.0, 0.0]]))[0]
    assert between > np.quantile(model.score(values), 0.99)
    assert model.score(values).min() >= model.floor - 0.7


@pytest.mark.parametrize(
    ("kind", "fitted"),
    [
        (Ar1, lambda v: Ar1.fit(v[1:], v[:-1])),
        (Pca, lambda v: Pca.fit(v, 0.9)),
        (Mahalanobis, Mahalanobis.fit),
        (IsolationForest, lambda v: IsolationForest.fit(v, 10, 64, 0)),
        (GaussianMixture, lambda v: GaussianMixture.fit(v, 3, 4, 0)),
        (ResidualModel, lambda v: ResidualModel.fit(v, 0.05)),
    ],
)
def test_detectors_survive_plain_bytes_bit_by_bit(kind, fitted, coupled: np.ndarray) -> None:  # type: ignore[no-untyped-def]
    model = fitted(coupled)
    again = kind.from_arrays(unpack(pack(model.to_arrays())))
    for name, value in model.to_arrays().items():
        assert (np.asarray(again.to_arrays()[name]) == np.asarray(value)).all(), name
    if kind is Pca:
        assert (again.t2(coupled) == model.t2(coupled)).all()
    elif kind is not Ar1:
        assert (again.score(coupled) == model.score(coupled)).all()


def test_pack_writes_the_same_bytes_and_no_objects() -> None:
    arrays = {"b": np.arange(3.0), "a": np.eye(2)}
    assert pack(arrays) == pack(dict(reversed(arrays.items())))
    with pytest.raises(ValueError, match="Object"):
        pack({"x": np.array([object()])})
