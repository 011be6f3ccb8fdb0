// Proofs on the data: an honest plan holds everywhere, each lie is caught by the test that is made for it.
import { beforeAll, describe, expect, it } from "vitest";
import type { Implementations, SeriesImplementation, TabularImplementation } from "../../../../runtime/component.ts";
import type { ProveResult } from "../../../../runtime/index.ts";
import type { Plan } from "../../../../specs/plan.ts";
import { functionImplementations } from "../../../../stdlib/functions/implementations.ts";
import { modelImplementations } from "../../../../stdlib/models/implementations.ts";
import { createPlace, idsOf, type Place, planOf, pointedAt } from "../contracts/run-text.ts";

const forecastSpec = (model: string): string => `pipeline demand

source sales = csv("sales.csv") {
  hour: timestamp @time(every: 1h)
  shop: category @series
  sold: float @target
}

table prepared = sales |> derive {
  day = rolling_mean(sold, 6)
  last = lag(sold, 0..1)
}

task ahead = forecast(sold, from: prepared, horizon: 2h, lookback: 6h)

split cv = holdout(ahead, test: 40h)

model simple = ${model}

fit champion = simple on cv.dev

evaluate final = champion on cv.test {
  metrics: [mae]
}
`;

const CLASSES = `pipeline churn

source people = csv("people.csv") {
  id: int @id
  age: int
  visits: float
  city: category
  left: bool @target
}

table prepared = people |> derive { per_year = visits / age }

task churn = classify(left, from: prepared)

split cv = holdout(churn, test: 25%, seed: 3, shuffle: true)

model trees = ordinal() |> gradient_boosting(rounds: 40, leaves: 8, min_leaf: 5)

fit champion = trees on cv.dev

evaluate final = champion on cv.test {
  metrics: [roc_auc]
}
`;

let place: Place;

beforeAll(() => {
  place = createPlace();
  const sales = ["north", "south"].flatMap((shop) =>
    Array.from({ length: 240 }, (_, i) => {
      const hour = new Date(Date.UTC(2024, 0, 1) + i * 3_600_000).toISOString().slice(0, 19).replace("T", " ");
      return `${hour},${shop},${10 + 4 * Math.sin(i / 3.9) + 2 * Math.cos(i * i)}`;
    }),
  );
  place.write("sales.csv", "hour,shop,sold", sales);
  const people = Array.from({ length: 400 }, (_, i) => {
    const visits = 5 + 3 * Math.sin(i * 12.9898);
    const left = visits + 2 * Math.cos(i * 78.233) < 4;
    return `${i},${20 + ((i * 37) % 51)},${visits},${["Rome", "Oslo", "Bonn"][(i * 5) % 3]},${left}`;
  });
  place.write("people.csv", "id,age,visits,city,left", people);
});

const outcomes = ({ lines }: ProveResult): Readonly<Record<string, string>> =>
  Object.fromEntries(lines.map(({ check, outcome }) => [check, outcome]));

type Model = Implementations["models"][string];
// Each is written against its own types; the table forgets them, as that of the standard library does.
const models = (lies: Readonly<Record<string, unknown>>) => ({
  models: { ...modelImplementations, ...lies } as Readonly<Record<string, Model>>,
});

describe("an honest plan", () => {
  it("moves nowhere in a forecast", async () => {
    const result = await place.prove(planOf(forecastSpec("onehot() |> standardize() |> direct(ridge(alpha: 1.0))")));
    expect(idsOf(result)).toEqual([]);
    expect(outcomes(result)).toEqual({
      features: "held",
      predictions: "held",
      refit: "held",
      "shuffled-labels": "held",
      "batch-of-one": "held",
    });
    expect(result.proved).toBe(true);
  });

  it("moves nowhere for a model of series", async () => {
    const result = await place.prove(planOf(forecastSpec("ets(trend: additive)")));
    expect(idsOf(result)).toEqual([]);
    expect(outcomes(result).predictions).toBe("held");
  });

  it("moves nowhere without a time", async () => {
    const result = await place.prove(planOf(CLASSES));
    expect(idsOf(result)).toEqual([]);
    expect(outcomes(result)).toEqual({
      features: "held",
      predictions: "not-applicable",
      refit: "held",
      "shuffled-labels": "held",
      "batch-of-one": "held",
    });
  });

  it("gives the same proof again", async () => {
    expect(await place.prove(planOf(CLASSES))).toEqual(await place.prove(planOf(CLASSES)));
  });
});

describe("a lie is caught", () => {
  it("by changed sources: a trailing mean that is centred", async () => {
    const text = forecastSpec("onehot() |> standardize() |> direct(ridge(alpha: 1.0))");
    const centred: Implementations["functions"][string] = {
      form: "window",
      sql: ([x], window) =>
        `avg(${x}) OVER (${window!.partition} ${window!.order} ROWS BETWEEN 2 PRECEDING AND 3 FOLLOWING)`,
    };
    const result = await place.prove(planOf(text), {
      functions: { ...functionImplementations, rolling_mean: centred },
    });
    expect(result.proved).toBe(false);
    expect(idsOf(result)).toContain("leak/future-feature");
    expect(pointedAt(text, result, "leak/future-feature")).toContain("day = rolling_mean(sold, 6)");
    expect(result.diagnostics[0]?.message).toMatch(/^the feature `day` changes up to 2024-01-\d\dT/);
  });

  it("by judged rows: a scalar function that is a statistic of the table", async () => {
    const hidden: Implementations["functions"][string] = {
      form: "window",
      sql: ([a, b]) => `(${a} / avg(${b}) OVER ())`,
    };
    const result = await place.prove(planOf(CLASSES), { functions: { ...functionImplementations, "/": hidden } });
    expect(idsOf(result)).toContain("leak/hidden-statistic");
  });

  it("by changed later rows: a series model that looks at the next value", async () => {
    const peeking: SeriesImplementation<unknown, null> = {
      input: "series",
      fit: () => null,
      forecast: (history, _index, origins, _state, _params, { horizon }) => {
        const values = new Float64Array(origins.length * horizon);
        for (const [i, origin] of origins.entries())
          values.fill(history.values[origin + 1] ?? 0, i * horizon, (i + 1) * horizon);
        return values;
      },
    };
    const result = await place.prove(planOf(forecastSpec("naive()")), models({ naive: peeking }));
    expect(idsOf(result)).toContain("leak/prediction-from-future");
    expect(outcomes(result).features).toBe("held");
  });

  it("by shuffled labels: a fit on the rows that judge it", async () => {
    const plan = planOf(CLASSES);
    const onAll: Plan = {
      ...plan,
      nodes: plan.nodes.map((node) =>
        node.id === "champion" && node.op.kind === "fit"
          ? { ...node, fingerprint: "other", op: { ...node.op, partition: { ...node.op.partition, part: "all" } } }
          : node,
      ),
    };
    const result = await place.prove(onAll);
    expect(idsOf(result)).toEqual(["leak/skill-without-signal"]);
  });

  it("by single rows: a model that centres its predictions in every batch", async () => {
    const ridge = modelImplementations.ridge as unknown as TabularImplementation<unknown>;
    const batchwise: TabularImplementation<unknown> = {
      ...ridge,
      predict: (features, rows, state, params) => {
        const prediction = ridge.predict(features, rows, state, params);
        if (prediction.kind !== "values") return prediction;
        const mean = prediction.values.reduce((sum, value) => sum + value, 0) / rows;
        return { kind: "values", values: prediction.values.map((value) => value - mean) };
      },
    };
    const text = forecastSpec("onehot() |> standardize() |> direct(ridge(alpha: 1.0))");
    const result = await place.prove(planOf(text), models({ ridge: batchwise }));
    expect(idsOf(result)).toContain("leak/batch-statistic");
  });
});
