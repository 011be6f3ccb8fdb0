"""A Feast repository with everything that our reader of it has to get right, and what Feast itself makes of it.

Run with `pip install feast` (0.67.0 was used): python feast_reference.py
Writes test/reference/feast/: the repository as `feast apply` leaves it (registry bytes, Parquet files), the entity rows and
the features that get_historical_features gives for them, with the knowledge-time filter that Feast leaves to the caller.
"""

import json
import shutil
from datetime import datetime, timedelta, timezone
from pathlib import Path

import numpy as np
import pandas as pd
from feast import utils
from feast import Entity, FeatureService, FeatureStore, FeatureView, Field, FileSource, RequestSource, ValueType
from feast.on_demand_feature_view import on_demand_feature_view
from feast.types import Float32, Float64, Int64, String

OUT = Path(__file__).parent / "feast"
# Feast sorts by the time of writing, then by the event time, and means the first to decide between equal event times; its
# second sort is not stable, so that the older of two versions may win. Here it is what Feast means.
unstable = pd.DataFrame.sort_values
pd.DataFrame.sort_values = lambda self, *args, **kwargs: unstable(self, *args, **{**kwargs, "kind": "stable"})

START = datetime(2024, 1, 1, tzinfo=timezone.utc)
random = np.random.default_rng(7)

shutil.rmtree(OUT, ignore_errors=True)
(OUT / "data").mkdir(parents=True)
(OUT / "feature_store.yaml").write_text(
    """project: rides
provider: local
registry: data/registry.db
online_store:
  type: sqlite
  path: data/online_store.db
offline_store:
  type: dask
entity_key_serialization_version: 3
"""
)


def stamps(hours):
    return [START + timedelta(hours=float(h)) for h in hours]


# Drivers: a row every few hours, published late, some of them twice (a correction with the same event time).
driver_rows = []
for driver in range(1, 6):
    for hour in sorted(random.choice(240, 25, replace=False)):
        late = float(random.choice([0, 0.5, 3, 30]))
        row = {
            "driver_id": driver,
            "event_timestamp": START + timedelta(hours=int(hour)),
            "created": START + timedelta(hours=int(hour) + late),
            "conv_rate": round(float(random.random()), 6),
            "avg_daily_trips": int(random.integers(0, 100)),
        }
        driver_rows.append(row)
        if random.random() < 0.3:
            driver_rows.append({**row, "created": row["created"] + timedelta(hours=5), "conv_rate": round(float(random.random()), 6)})
drivers = pd.DataFrame(driver_rows).sample(frac=1, random_state=1)
drivers.loc[drivers.index[:4], "conv_rate"] = np.nan
drivers.to_parquet(OUT / "data/drivers.parquet")

# Customers: naive timestamps (UTC), names of columns that are mapped, no time to live, no created column.
customers = pd.DataFrame(
    {
        "cust": random.choice(["a", "b", "c"], 40),
        "seen_at": [stamp.replace(tzinfo=None) for stamp in stamps(random.choice(240, 40, replace=False))],
        "tier_name": random.choice(["gold", "silver"], 40),
        "spent_total": random.random(40).round(6) * 100,
    }
)
customers.to_parquet(OUT / "data/customers.parquet")

# One row for everybody.
weather = pd.DataFrame({"event_timestamp": stamps(range(0, 240, 6)), "temperature": random.normal(10, 5, 40).round(4)})
weather.to_parquet(OUT / "data/weather.parquet")

driver = Entity(name="driver", join_keys=["driver_id"], value_type=ValueType.INT64)
customer = Entity(name="customer", join_keys=["customer_id"], value_type=ValueType.STRING)
driver_stats = FeatureView(
    name="driver_stats",
    entities=[driver],
    ttl=timedelta(hours=36),
    schema=[Field(name="driver_id", dtype=Int64), Field(name="conv_rate", dtype=Float64), Field(name="avg_daily_trips", dtype=Int64)],
    source=FileSource(path="data/drivers.parquet", timestamp_field="event_timestamp", created_timestamp_column="created"),
)
customer_profile = FeatureView(
    name="customer_profile",
    entities=[customer],
    ttl=timedelta(0),
    schema=[Field(name="customer_id", dtype=String), Field(name="tier", dtype=String), Field(name="spent", dtype=Float64)],
    source=FileSource(
        path="data/customers.parquet",
        timestamp_field="seen_at",
        field_mapping={"cust": "customer_id", "tier_name": "tier", "spent_total": "spent"},
    ),
)
weather_now = FeatureView(
    name="weather_now",
    entities=[],
    ttl=timedelta(hours=12),
    schema=[Field(name="temperature", dtype=Float32)],
    source=FileSource(path="data/weather.parquet", timestamp_field="event_timestamp"),
)
inputs = RequestSource(name="inputs", schema=[Field(name="distance", dtype=Float64)])


@on_demand_feature_view(sources=[driver_stats, inputs], schema=[Field(name="effort", dtype=Float64)])
def driver_effort(rows: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame({"effort": rows["conv_rate"] * rows["distance"]})


second_driver = driver_stats.with_name("previous_driver").with_join_key_map({"driver_id": "previous_driver_id"})
service = FeatureService(name="ride_model", features=[driver_stats[["conv_rate"]], second_driver[["conv_rate", "avg_daily_trips"]], customer_profile])

# Feast 0.67 cannot compare a service that holds a view twice, with and without an alias.
FeatureService.__eq__ = lambda self, other: self.name == other.name

store = FeatureStore(repo_path=str(OUT))
store.apply([driver, customer, driver_stats, customer_profile, weather_now, driver_effort, service])

entities = pd.DataFrame(
    {
        "ride": range(120),
        "driver_id": random.integers(1, 8, 120),
        "previous_driver_id": random.integers(1, 6, 120),
        "customer_id": random.choice(["a", "b", "c", "d"], 120),
        # All different, so that Feast makes one row of no others than the two below.
        "event_timestamp": stamps(random.choice(300, 120, replace=False) - 10),
    }
)
# Equal keys at an equal time, which Feast makes one row of.
entities.loc[119, ["driver_id", "previous_driver_id", "customer_id", "event_timestamp"]] = entities.loc[3, ["driver_id", "previous_driver_id", "customer_id", "event_timestamp"]]


def features(refs, full_feature_names, filter_created):
    """By ride; rides that Feast drops are absent."""
    project, registry = store.project, store.registry
    if isinstance(refs, str):
        refs = store.get_feature_service(refs)
    names = utils._get_features(registry, project, refs)
    views, _ = utils._get_feature_views_to_use(registry, project, refs)
    job = store._get_provider().offline_store.get_historical_features(
        config=store.config,
        feature_views=views,
        feature_refs=names,
        entity_df=entities.copy(),
        registry=registry,
        project=project,
        full_feature_names=full_feature_names,
        filter_by_created_timestamp=filter_created,
    )
    frame = job.to_df().sort_values("ride")
    keep = [c for c in frame.columns if c not in entities.columns or c == "ride"]
    return json.loads(frame[keep].to_json(orient="records", double_precision=15))


cases = [
    {"features": ["driver_stats:conv_rate", "driver_stats:avg_daily_trips"], "full": False},
    {"features": ["customer_profile:tier", "customer_profile:spent"], "full": False},
    {"features": ["weather_now:temperature"], "full": True},
    {"features": ["driver_stats:conv_rate", "customer_profile:tier", "weather_now:temperature"], "full": True},
    {"features": "ride_model", "full": True},
]
for case in cases:
    case["rows"] = features(case["features"], case["full"], True)

entities["event_timestamp"] = entities["event_timestamp"].map(lambda stamp: stamp.strftime("%Y-%m-%dT%H:%M:%SZ"))
(OUT / "entities.ndjson").write_text(entities.to_json(orient="records", lines=True))
(OUT / "expected.json").write_text(json.dumps(cases, indent=1) + "\n")
for name in ["data/online_store.db"]:
    (OUT / name).unlink(missing_ok=True)
