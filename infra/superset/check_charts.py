"""Asks every chart of the dashboards for its data and says what came back."""

import json
import sys
import time
from typing import Any

from superset_api import RequestFailed, Superset, logged_in

DASHBOARDS = ("wikistream-statistics", "wikistream-titles")


def main() -> None:
    superset = logged_in(__doc__)
    faults = 0
    for dashboard in DASHBOARDS:
        try:
            charts = superset.get(f"/api/v1/dashboard/{dashboard}/charts")["result"]
        except RequestFailed as error:
            sys.exit(f"{dashboard} is not there: {error}\nRun: npx nx run superset:import")
        for chart in charts:
            started = time.monotonic()
            try:
                rows = rows_of(superset, chart["form_data"])
                took = round((time.monotonic() - started) * 1000)
                print(f"{rows:>6} rows  {took:>6} ms  {chart['slice_name']}")
            except RequestFailed as error:
                faults += 1
                print(f"FAILED  {chart['slice_name']}\n        {error}")
    if faults:
        sys.exit(f"{faults} charts failed")


def rows_of(superset: Superset, form: dict[str, Any]) -> int:
    dataset, kind = form["datasource"].split("__")
    request = {
        "datasource": {"id": int(dataset), "type": kind},
        "queries": [query(form)],
        "force": True,
    }
    result = superset.post("/api/v1/chart/data", request)["result"][0]
    return result["rowcount"]


def query(form: dict[str, Any]) -> dict[str, Any]:
    """The main query of a chart, as Superset's page makes it of the chart's settings."""
    metrics = as_list(form.get("metrics")) or as_list(form.get("metric"))
    axis = form.get("x_axis")
    base_axis = {
        "columnType": "BASE_AXIS",
        "expressionType": "SQL",
        "isColumnReference": True,
        "label": axis,
        "sqlExpression": axis,
        "timeGrain": form.get("time_grain_sqla"),
    }
    columns = [base_axis] if axis else []
    order = [json.loads(text) for text in as_list(form.get("order_by_cols"))]
    return {
        "columns": columns + as_list(form.get("groupby")) + as_list(form.get("all_columns")),
        "metrics": metrics,
        "orderby": order or [[metric, False] for metric in metrics[:1]],
        "filters": [
            {"col": it["subject"], "op": it["operator"], "val": it["comparator"]}
            for it in as_list(form.get("adhoc_filters"))
        ],
        "row_limit": form.get("server_page_length") or form.get("row_limit"),
        "series_columns": as_list(form.get("series_columns")),
        "series_limit": form.get("series_limit", 0),
        "series_limit_metric": form.get("series_limit_metric"),
    }


def as_list(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


if __name__ == "__main__":
    main()
