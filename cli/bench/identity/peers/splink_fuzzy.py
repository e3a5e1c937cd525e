"""Splink's whole probabilistic linkage in DuckDB, by the same comparisons as Weft's: parameters, pairs above a
probability, and the seconds of both together.

Reads from stdin one JSON object: columns, records (a list of [source, record_key, value, …]), compare (name ->
{jaro_winkler, levenshtein, days, term_frequency}), block_on (lists of names), within_source, sure (lists of names
whose agreement makes nearly only matches), recall, pairs (random ones, for u), join_at.
"""

import json
import logging
import sys
import time

import duckdb
import pandas
import splink.comparison_level_library as levels
import splink.comparison_library as comparisons
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

logging.disable(logging.CRITICAL)
task = json.load(sys.stdin)
connection = duckdb.connect()
frame = pandas.DataFrame(task["records"], columns=["source_dataset", "unique_id", *task["columns"]])


def comparison(name, given):
    exact = levels.ExactMatchLevel(name, term_frequency_adjustments=given["term_frequency"])
    return comparisons.CustomComparison(
        output_column_name=name,
        comparison_levels=[
            levels.NullLevel(name),
            exact,
            *[levels.JaroWinklerLevel(name, least) for least in given["jaro_winkler"]],
            *[levels.LevenshteinLevel(name, most) for most in given["levenshtein"]],
            *[
                levels.AbsoluteDateDifferenceLevel(name, input_is_string=True, threshold=most, metric="day")
                for most in given["days"]
            ],
            levels.ElseLevel(),
        ],
    )


started = time.perf_counter()
api = DuckDBAPI(connection=connection)
frames = [frame] if task["within_source"] else [part for _, part in frame.groupby("source_dataset")]
tables = [api.register(part, dataset_display_name=f"records_{place}") for place, part in enumerate(frames)]
rules = [block_on(*columns) for columns in task["block_on"]]
linker = Linker(
    tables if len(tables) > 1 else tables[0],
    SettingsCreator(
        link_type="dedupe_only" if task["within_source"] else "link_only",
        unique_id_column_name="unique_id",
        comparisons=[comparison(name, given) for name, given in task["compare"].items()],
        blocking_rules_to_generate_predictions=rules,
    ),
    log_level=None,
)
linker.training.estimate_probability_two_random_records_match(
    [block_on(*columns) for columns in task["sure"]], recall=task["recall"]
)
linker.training.estimate_u_using_random_sampling(max_pairs=task["pairs"], seed=1, min_count_per_level=None)
for rule in rules:
    linker.training.estimate_parameters_using_expectation_maximisation(rule)
pairs = linker.inference.predict(threshold_match_probability=task["join_at"]).as_record_list()
seconds = time.perf_counter() - started

model = linker.misc.save_model_to_json()
json.dump(
    {
        "seconds": seconds,
        "prior": model["probability_two_random_records_match"],
        "pairs": [[pair["unique_id_l"], pair["unique_id_r"]] for pair in pairs],
        "parameters": [
            {"comparison": each["output_column_name"], "level": place, "m": level["m_probability"], "u": level["u_probability"]}
            for each in model["comparisons"]
            for place, level in enumerate(
                reversed([level for level in each["comparison_levels"] if not level.get("is_null_level")])
            )
            # A level that training never saw has none.
            if "m_probability" in level and "u_probability" in level
        ],
    },
    sys.stdout,
)
