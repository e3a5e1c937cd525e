"""
Records in lifetimes.json what Lifetimes, SciPy and scikit-learn say, which the tests of this folder compare with:

    python3 -m venv env && env/bin/pip install numpy==2.2.6 pandas==2.3.3 scipy==1.17.1 scikit-learn==1.9.1 \
        autograd==1.9.1 dill==0.4.1 mpmath==1.4.1 && env/bin/pip install --no-deps lifetimes==0.11
    env/bin/python models/predictions/fit/lifetimes.py && npx biome format --write models/predictions/fit
"""

import json
import sys
import time
from pathlib import Path

here = Path(__file__).resolve().parent
# This file has the package's name.
sys.path = [path for path in sys.path if Path(path or ".").resolve() != here]

import mpmath
import numpy as np
import pandas as pd
import scipy.special
from lifetimes import BetaGeoFitter, GammaGammaFitter, datasets
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import brier_score_loss, log_loss, roc_auc_score

summary = pd.read_csv(
    Path(datasets.__file__).parent / "cdnow_customers_summary_with_transactions.csv"
).rename(columns={"x": "frequency", "t_x": "recency", "zbar": "value"})
repeat = summary[summary.frequency > 0]


def fastest(fit):
    def timed():
        start = time.perf_counter()
        fit()
        return time.perf_counter() - start

    return min(timed() for _ in range(5))


bg = BetaGeoFitter()
fit_bg = lambda: bg.fit(summary.frequency, summary.recency, summary["T"])
gg = GammaGammaFitter()
fit_gg = lambda: gg.fit(repeat.frequency, repeat.value)
seconds = {"bgNbd": fastest(fit_bg), "gammaGamma": fastest(fit_gg)}
print("seconds", seconds)
for fitter in (bg, gg):
    print(fitter.summary)

histories = [[0, 0, 38.86], [2, 30.43, 38.86], [1, 1.71, 38.86], [29, 37.5, 38.9], [7, 12.0, 30.1], [400, 38.0, 38.9]]
parameters = {"r": bg.params_["r"], "alpha": bg.params_["alpha"], "a": bg.params_["a"], "b": bg.params_["b"]}
customers = [
    {
        "history": {"frequency": x, "recency": t_x, "age": age},
        "horizon": horizon,
        "probabilityAlive": float(bg.conditional_probability_alive(x, t_x, age)[0]),
        "expectedPurchases": float(bg.predict(horizon, x, t_x, age)),
    }
    for x, t_x, age in histories
    for horizon in (1, 13, 39, 200)
    if x < 100
]

mpmath.mp.dps = 60


def exact_if_alive(r, alpha, a, b, x, age, horizon):
    """Equation 10 of Fader, Hardie and Lee without its denominator, in 60 digits; a limit where a is 1."""
    r, alpha, a, b, x, age, horizon = map(mpmath.mpf, (r, alpha, a, b, x, age, horizon))
    if a == 1:
        a += mpmath.mpf(10) ** -25
    z = horizon / (alpha + age + horizon)
    c = a + b + x - 1
    if c == 0:
        b += mpmath.mpf(10) ** -25
        c = a + b + x - 1
    return float(c / (a - 1) * (1 - (1 - z) ** (r + x) * mpmath.hyp2f1(r + x, b + x, c, z)))


exact = [
    {
        "parameters": dict(zip(("r", "alpha", "a", "b"), (r, alpha, a, b))),
        "frequency": x,
        "age": age,
        "horizon": horizon,
        "ifAlive": exact_if_alive(r, alpha, a, b, x, age, horizon),
    }
    for r, alpha, a, b in [
        (0.243, 4.414, 0.793, 2.426),
        (0.8, 30, 1, 2.5),
        (0.5, 10, 0.25, 0.75),
        (3, 40, 2.5, 1.2),
        (0.2, 2, 60, 150),
        (15, 100, 0.6, 1.1),
    ]
    for x, age in [(0, 0), (0, 39), (3, 20), (60, 39), (2000, 39)]
    for horizon in (0.01, 13, 150)
]

seed = np.random.default_rng(20261)
x = np.column_stack([seed.normal(100, 20, 150), seed.exponential(3, 150), seed.integers(0, 2, 150)]).round(4)
chance = 1 / (1 + np.exp(-(-0.5 + 0.04 * (x[:, 0] - 100) - 0.4 * x[:, 1] + 1.2 * x[:, 2])))
y = (seed.uniform(size=150) < chance).astype(int)
weights = seed.integers(1, 5, 150)
mean = np.average(x, axis=0, weights=weights)
deviation = np.sqrt(np.average((x - mean) ** 2, axis=0, weights=weights))
model = LogisticRegression(C=1 / 2.5, tol=1e-12, max_iter=10000, solver="newton-cholesky")
model.fit((x - mean) / deviation, y, sample_weight=weights)
scores = model.predict_proba((x - mean) / deviation)[:, 1].round(2)

points = [1e-6, 0.01, 0.243, 1, 1.4616, 2.5, 7, 11.99, 12, 30.5, 1000, 1e8]
record = {
    "bgNbd": {
        **parameters,
        # Its own is of scaled ages, and per customer.
        "logLikelihood": -bg._negative_log_likelihood_ * len(summary)
        + summary.frequency.sum() * np.log(bg._scale),
        "standardErrors": bg.standard_errors_.to_dict(),
    },
    "customers": customers,
    "ofNew": [[t, float(bg.expected_number_of_purchases_up_to_time(t))] for t in (1, 39, 200)],
    "exact": exact,
    "gammaGamma": {
        **gg.params_.to_dict(),
        "logLikelihood": -gg._negative_log_likelihood_ * len(repeat),
        "standardErrors": gg.standard_errors_.to_dict(),
        "correlation": repeat.frequency.corr(repeat.value),
    },
    "averageValues": [
        [n, value, float(gg.conditional_expected_average_profit(n, value))]
        for n, value in ((0, 0), (1, 11.77), (2, 22.35), (29, 80.5))
    ],
    "specialFunctions": [[p, float(scipy.special.gammaln(p)), float(scipy.special.digamma(p))] for p in points],
    "logistic": {
        "features": x.T.tolist(),
        "outcomes": y.tolist(),
        "weights": weights.tolist(),
        "penalty": 2.5,
        "coefficients": model.coef_[0].tolist(),
        "intercept": float(model.intercept_[0]),
        "scores": scores.tolist(),
        "auc": roc_auc_score(y, scores, sample_weight=weights),
        "logLoss": log_loss(y, scores, sample_weight=weights),
        "brier": brier_score_loss(y, scores, sample_weight=weights),
    },
}
(here / "lifetimes.json").write_text(json.dumps(record, indent=None) + "\n")
