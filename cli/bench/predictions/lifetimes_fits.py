"""BG/NBD and Gamma-Gamma by Lifetimes on the sample of CDNOW that it ships: the fits, and the seconds of each.

Reads from stdin one JSON object: runs. Writes one: the customers that both fit (frequency, recency, age, value, as
columns), seconds (of each run, by model), parameters (by model).
"""

import json
import sys
import time
import warnings
from pathlib import Path

warnings.filterwarnings("ignore")

import pandas as pd
from lifetimes import BetaGeoFitter, GammaGammaFitter, datasets

runs = json.load(sys.stdin)["runs"]
file = Path(datasets.__file__).parent / "cdnow_customers_summary_with_transactions.csv"
summary = pd.read_csv(file).rename(columns={"x": "frequency", "t_x": "recency", "T": "age", "zbar": "value"})
repeat = summary[summary.frequency > 0]


def timed(fit):
    seconds = []
    for _ in range(runs):
        start = time.perf_counter()
        fitter = fit()
        seconds.append(time.perf_counter() - start)
    return seconds, {name: float(value) for name, value in fitter.params_.items()}


rates = timed(lambda: BetaGeoFitter().fit(summary.frequency, summary.recency, summary.age))
values = timed(lambda: GammaGammaFitter().fit(repeat.frequency, repeat.value))
json.dump(
    {
        "customers": {name: summary[name].tolist() for name in ("frequency", "recency", "age", "value")},
        "seconds": {"bg_nbd": rates[0], "gamma_gamma": values[0]},
        "parameters": {"bg_nbd": rates[1], "gamma_gamma": values[1]},
    },
    sys.stdout,
)
