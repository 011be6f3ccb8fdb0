import { describe, expect, it } from "vitest";
import { alignColumns, compactLevels, describeFeatures } from "../../../../runtime/model/category-levels.ts";
import { judgeRows } from "../../../../runtime/model/judged-rows.ts";
import { createLibrary } from "../../../../runtime/model/library.ts";
import {
  columnsAhead,
  historyRows,
  labelsAt,
  takeModelRows,
  trainableRows,
} from "../../../../runtime/model/model-rows.ts";
import {
  gridOf,
  historyOf,
  paramsInRows,
  seasonalScale,
  seasonLengthOf,
} from "../../../../runtime/model/series-history.ts";
import { declarations, implementations } from "../exec/fake-library.ts";
import { allRows, categories, handMadeTask, numbers } from "./hand-made-task.ts";

const library = createLibrary(implementations, declarations);
const forecast = { kind: "forecast", horizon: 2 } as const;
const twoSeries = { series: Int32Array.from([0, 0, 0, 0, 1, 1, 1, 1]), seriesNames: ["a", "b"] };
const task = handMadeTask(
  [1, 2, 3, 4, 5, Number.NaN, 7, 8],
  [numbers("x", [1, 2, 3, 4, 5, 6, 7, 8]), numbers("promo", [10, 20, 30, 40, 50, 60, 70, 80])],
  { ...forecast, known: ["promo"] },
  twoSeries,
);

describe("rows of a forecast", () => {
  it("train only where every label of the horizon is there, within the series", () => {
    expect([...trainableRows(task, allRows(task))]).toEqual([0, 1, 5]);
  });
  it("let a forecaster see the origins, their labels and the warm-up of their series", () => {
    const warm = { ...task, spec: { ...task.spec, warmup: 1 } };
    expect([...historyRows(warm, Int32Array.from([2]))]).toEqual([1, 0, 1, 1, 0, 0, 0, 0]);
  });
  it("labels never come from the next series", () => {
    expect([...labelsAt(task, allRows(task), 2)]).toEqual([3, 4, Number.NaN, Number.NaN, 7, 8, Number.NaN, Number.NaN]);
  });
  it("are judged at every step that has a label", () => {
    const judged = judgeRows(task, allRows(task), 1);
    expect([...judged.origins]).toEqual([0, 1, 2, 4, 5, 6]);
    expect([...judged.actual]).toEqual([2, 3, 3, 4, 4, 7, 7, 8, 8]);
    expect([...judged.stepOf]).toEqual([1, 2, 1, 2, 1, 2, 1, 2, 1]);
  });
  it("a stride counts the rows of each series", () => {
    expect([...judgeRows(task, allRows(task), 2).origins]).toEqual([0, 2, 4, 6]);
  });
  it("known columns stand at the predicted row, others at the origin", () => {
    const rows = takeModelRows(task, Int32Array.from([0, 4]));
    const [x, promo] = columnsAhead(task, rows, 2, library);
    expect(x?.kind === "number" && [...x.values]).toEqual([1, 5]);
    expect(promo?.kind === "number" && [...promo.values]).toEqual([30, 70]);
  });
  it("without known columns all steps share the same column objects", () => {
    const plain = handMadeTask([1, 2, 3, 4], [numbers("x", [1, 2, 3, 4])], forecast);
    const rows = takeModelRows(plain, Int32Array.from([0, 1]));
    expect(columnsAhead(plain, rows, 2, library)).toBe(rows.columns);
  });
});

describe("category levels", () => {
  const column = categories("city", [2, 0, -1], ["Bonn", "Oslo", "Rome"]);
  it("that do not occur in the fitted rows are unknown to the model", () => {
    const compact = compactLevels(column);
    expect(compact).toMatchObject({ levels: ["Bonn", "Rome"] });
    expect(compact.kind === "category" && [...compact.codes]).toEqual([1, 0, -1]);
    expect(compactLevels(column)).toBe(compact);
    const later = categories("city", [0, 1, 2], ["Rome", "Oslo", "Bonn"]);
    const { columns } = alignColumns([later], describeFeatures([compact]));
    expect(columns[0]?.kind === "category" && [...columns[0].codes]).toEqual([1, -1, 0]);
  });
  it("a column that is not there is named", () => {
    expect(alignColumns([], describeFeatures([column])).missing).toEqual(["city"]);
  });
});

describe("series", () => {
  const hour = 3_600_000;
  it("are regular: a missing row is a missing value", () => {
    const gap = handMadeTask(
      [1, 2, 4],
      [],
      { ...forecast, time: { column: "t", every: { months: 0, milliseconds: hour } } },
      {
        times: Float64Array.from([0, hour, 3 * hour]),
      },
    );
    const grid = gridOf(gap);
    expect([...grid.position]).toEqual([0, 1, 3]);
    expect([...historyOf(gap, grid, gap.label, 0, null).values]).toEqual([1, 2, Number.NaN, 4]);
  });
  it("months are steps of one", () => {
    const times = ["2024-01-31", "2024-02-29", "2024-04-30"].map((day) => Date.parse(day));
    const months = handMadeTask(
      [1, 2, 4],
      [],
      { ...forecast, time: { column: "t", every: { months: 1, milliseconds: 0 } } },
      {
        times: Float64Array.from(times),
      },
    );
    expect([...gridOf(months).position]).toEqual([0, 1, 3]);
  });
  it("a fit sees kept rows only", () => {
    const keep = Uint8Array.from([0, 1, 0, 1, 0, 0, 0, 0]);
    expect([...historyOf(task, gridOf(task), task.label, 0, keep).values]).toEqual([2, Number.NaN, 4]);
    expect(historyOf(task, gridOf(task), task.label, 1, keep).values).toHaveLength(0);
  });
  it("seasons follow the step; durations become rows", () => {
    expect(seasonLengthOf({ months: 0, milliseconds: hour })).toBe(24);
    expect(seasonLengthOf({ months: 3, milliseconds: 0 })).toBe(4);
    expect(seasonLengthOf(null)).toBe(1);
    const day = { months: 0, milliseconds: 24 * hour };
    expect(paramsInRows({ period: day, n: 3 }, { months: 0, milliseconds: hour })).toEqual({ period: 24, n: 3 });
    expect(paramsInRows({ period: { months: 12, milliseconds: 0 } }, { months: 1, milliseconds: 0 })).toEqual({
      period: 12,
    });
    expect(seasonalScale(Float64Array.from([1, 2, 4, 8]), 2)).toEqual({ absolute: (3 + 6) / 2, squared: (9 + 36) / 2 });
    expect(seasonalScale(Float64Array.from([1, 1, 1]), 1)).toBeNull();
  });
});
