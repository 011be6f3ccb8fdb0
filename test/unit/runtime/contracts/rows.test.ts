// Contracts about rows and columns in memory: each on a leaky task and on its clean twin.
import { describe, expect, it } from "vitest";
import type { Contract, ContractInput } from "../../../../runtime/contracts/contract.ts";
import { disjointRows } from "../../../../runtime/contracts/disjoint-rows.ts";
import { labelsKnown } from "../../../../runtime/contracts/labels-known.ts";
import { likePartitions } from "../../../../runtime/contracts/like-partitions.ts";
import { noDuplicateRows } from "../../../../runtime/contracts/no-duplicate-rows.ts";
import { noIntervalOverlap } from "../../../../runtime/contracts/no-interval-overlap.ts";
import { noNearDuplicates } from "../../../../runtime/contracts/no-near-duplicates.ts";
import { noRowOrder } from "../../../../runtime/contracts/no-row-order.ts";
import { noSingleProxy } from "../../../../runtime/contracts/no-single-proxy.ts";
import { noTellingGaps } from "../../../../runtime/contracts/no-telling-gaps.ts";
import { separateGroups } from "../../../../runtime/contracts/separate-groups.ts";
import type { FrameColumn } from "../../../../runtime/frame/frame.ts";
import { createRandom } from "../../../../runtime/numeric/random.ts";
import { cutTask } from "../../../../runtime/split/cut-task.ts";
import type { Partitions, TaskData } from "../../../../runtime/task/task-data.ts";
import { type Schema, scalar } from "../../../../specs/data-type.ts";
import { exampleTask, hourly, range, span, split, type TaskSketch } from "../split/example-task.ts";
import { contractInput, outcomeOf, twoParts } from "./contract-input.ts";

const verify = async (
  contract: Contract,
  task: TaskData,
  partitions: Partitions,
  more: Partial<ContractInput> = {},
): Promise<readonly string[]> => outcomeOf(await contract.verify(contractInput(task, partitions, more)));

const numbers = (name: string, values: readonly number[]): FrameColumn => ({
  kind: "number",
  name,
  type: "float",
  values: Float64Array.from(values),
});
const whole = (name: string, values: readonly number[]): FrameColumn =>
  ({ ...numbers(name, values), type: "int" }) as FrameColumn;
const texts = (name: string, values: readonly string[]): FrameColumn => {
  const levels = [...new Set(values)].sort();
  const codes = Int32Array.from(values, (value) => levels.indexOf(value));
  return { kind: "category", name, type: "string", codes, levels };
};

function withFeatures(features: readonly FrameColumn[], sketch: Partial<TaskSketch> = {}): TaskData {
  const first = features[0]!;
  const rows = first.kind === "number" ? first.values.length : first.codes.length;
  const task = exampleTask({ rows, ...sketch });
  return { ...task, spec: { ...task.spec, features: features.map(({ name }) => name) }, features };
}

const classes = (task: TaskData, label: (row: number) => number): TaskData => ({
  ...task,
  spec: { ...task.spec, kind: "classify" },
  label: Float64Array.from({ length: task.rows }, (_, row) => label(row)),
  classes: ["no", "yes"],
  positive: 1,
});

const noise = (rows: number, label: string): number[] => {
  const random = createRandom(5, label);
  return range(0, rows).map(() => random.normal());
};

const halves = twoParts(range(0, 200), range(200, 300));

describe("RC1 disjoint-rows", () => {
  it("finds a row in two parts", async () => {
    const task = exampleTask({ rows: 10 });
    expect(await verify(disjointRows, task, twoParts([0, 1, 2], [3, 4]))).toEqual(["held"]);
    expect(await verify(disjointRows, task, twoParts([0, 1, 2], [2, 3]))).toContain(
      "error leak/overlapping-partitions",
    );
  });
});

describe("RC2 separate-groups", () => {
  const task = exampleTask({ rows: 6, groups: [1, 1, 2, 2, 3, 3] });
  const claimed = { ...task, spec: { ...task.spec, claim: [{ kind: "new", column: "g" }] } } as const;
  it("holds the claim to the rows, whatever the split says", async () => {
    expect(await verify(separateGroups, claimed, twoParts([0, 1, 2, 3], [4, 5]))).toEqual(["held"]);
    expect(await verify(separateGroups, claimed, twoParts([0, 1, 2], [3, 4, 5]))).toContain(
      "error leak/entity-overlap",
    );
    expect(await verify(separateGroups, task, twoParts([0, 1, 2], [3, 4, 5]))).toEqual(["not-applicable"]);
  });

  const about = (unique: boolean): Schema => ({
    columns: [{ name: "g", type: scalar("int"), roles: { entity: { unique } } }],
  });
  it.each([true, false])(
    "holds rows that are cut one by one to their thing, unique by the author's word: %s",
    async (unique) => {
      const schema = about(unique);
      expect(await verify(separateGroups, task, twoParts([0, 1, 2, 3], [4, 5]), { schema })).toEqual(["held"]);
      expect(await verify(separateGroups, task, twoParts([0, 1, 2], [3, 4, 5]), { schema })).toContain(
        "error leak/entity-overlap",
      );
    },
  );
  it("lets a cut in time share things, and rows without a name have none in common", async () => {
    const timed = exampleTask({ rows: 6, groups: [1, 1, 2, 2, 3, 3], times: hourly(6) });
    const parts = twoParts([0, 1, 2], [3, 4, 5]);
    expect(await verify(separateGroups, timed, parts, { schema: about(false) })).toEqual(["not-applicable"]);
    const nameless = exampleTask({ rows: 6, groups: [1, 1, Number.NaN, Number.NaN, 3, 3] });
    expect(await verify(separateGroups, nameless, parts, { schema: about(true) })).toEqual(["held"]);
  });
});

describe("RC3 labels-known", () => {
  const task = exampleTask({ rows: 30, times: hourly(30), kind: "forecast", horizon: 3 });
  it("counts the horizon", async () => {
    expect(await verify(labelsKnown, task, twoParts(range(0, 8), range(10, 20)))).toEqual(["held"]);
    expect(await verify(labelsKnown, task, twoParts(range(0, 9), range(10, 20)))).toContain("error leak/short-gap");
  });
  it("counts the delay of the label", async () => {
    const delay = { months: 0, milliseconds: 3 * 3_600_000 };
    const type = { kind: "float", shape: [], nullable: false } as const;
    const schema = { columns: [{ name: "y", type, roles: { target: { delay } } }] };
    const parts = twoParts(range(0, 8), range(10, 20));
    expect(await verify(labelsKnown, task, parts, { schema })).toContain("error leak/short-gap");
    expect(await verify(labelsKnown, task, twoParts(range(0, 5), range(10, 20)), { schema })).toEqual(["held"]);
  });
});

describe("RC4 no-interval-overlap", () => {
  const task = exampleTask({ rows: 60, times: hourly(60), kind: "forecast", horizon: 3 });
  const purged = (embargo: number | null) =>
    split("purged_kfold", { folds: 3, gap: { rows: 2 }, embargo: embargo === null ? null : { rows: embargo } });
  it("accepts what the cutter makes", async () => {
    const { partitions } = cutTask(task, purged(4), span);
    expect(await verify(noIntervalOverlap, task, partitions!, { split: purged(4) })).toEqual(["held"]);
  });
  it("finds labels that run into judged ones, on either side", async () => {
    const before = twoParts([...range(0, 19), ...range(40, 50)], range(20, 30));
    const after = twoParts([...range(0, 17), ...range(31, 50)], range(20, 30));
    expect(await verify(noIntervalOverlap, task, before)).toContain("error leak/overlapping-labels");
    expect(await verify(noIntervalOverlap, task, after)).toContain("error leak/overlapping-labels");
  });
  it("finds a broken embargo", async () => {
    const parts = twoParts([...range(0, 17), ...range(34, 50)], range(20, 30));
    expect(await verify(noIntervalOverlap, task, parts, { split: purged(1) })).toEqual(["held"]);
    expect(await verify(noIntervalOverlap, task, parts, { split: purged(6) })).toContain("error leak/broken-embargo");
  });
  it("counts an embargo of a day on the calendar of the task, as the cutter does", async () => {
    // In Berlin the 31st of March 2024 has 23 hours.
    const times = hourly(60).map((_, hour) => Date.UTC(2024, 2, 30, 4) + hour * 3_600_000);
    const plain = exampleTask({ rows: 60, times, kind: "forecast", horizon: 3 });
    const day = { months: 0, milliseconds: 86_400_000 };
    const berlin = { ...plain, spec: { ...plain.spec, time: { ...plain.spec.time!, zone: "Europe/Berlin" } } };
    const spec = split("purged_kfold", { folds: 4, gap: { rows: 2 }, embargo: { duration: day } });
    const { partitions } = cutTask(berlin, spec, span);
    expect(await verify(noIntervalOverlap, berlin, partitions!, { split: spec })).toEqual(["held"]);
  });
});

describe("RC5 no-duplicate-rows", () => {
  const x = noise(300, "x");
  const copied = x.map((value, row) => (row >= 200 && row < 240 ? x[row - 200]! : value));
  const label = (values: readonly number[]): number[] => values.map((value) => 2 * value);
  it("warns about copies, and fails when the claim is new rows", async () => {
    const clean = withFeatures([numbers("x", x)], { label: label(x) });
    const leaky = withFeatures([numbers("x", copied)], { label: label(copied) });
    const claimed = { ...leaky, spec: { ...leaky.spec, claim: [{ kind: "new_rows" }] } } as const;
    expect(await verify(noDuplicateRows, clean, halves)).toEqual(["held"]);
    expect(await verify(noDuplicateRows, leaky, halves)).toEqual(["violated", "warning leak/duplicate-rows"]);
    expect(await verify(noDuplicateRows, claimed, halves)).toEqual(["violated", "error leak/duplicate-rows"]);
  });
  it("leaves equal rows alone that chance explains", async () => {
    const coarse = withFeatures(
      [
        whole(
          "a",
          range(0, 300).map((row) => row % 3),
        ),
      ],
      { label: range(0, 300).map((row) => row % 2) },
    );
    expect(await verify(noDuplicateRows, coarse, halves)).toEqual(["held"]);
  });
});

describe("RC6 no-near-duplicates", () => {
  it("informs about copies with a little noise", async () => {
    const x = [0, 1, 2].map((i) => noise(300, `near${i}`));
    const near = x.map((values) => values.map((value, row) => (row >= 200 ? values[row - 200]! + 1e-6 : value)));
    const task = (columns: readonly number[][]) =>
      withFeatures(
        columns.map((values, i) => numbers(`x${i}`, values)),
        { label: columns[0]!.map((value) => 3 * value) },
      );
    expect(await verify(noNearDuplicates, task(near), halves)).toEqual(["violated", "info leak/near-duplicate-rows"]);
    expect(await verify(noNearDuplicates, task(x), halves)).toEqual(["held"]);
  });
});

describe("RC7 no-single-proxy", () => {
  const honest = numbers("x", noise(300, "honest"));
  const label = (row: number): number => row % 2;
  it("finds a copy of the label under another name", async () => {
    const copy = whole(
      "status",
      range(0, 300).map((row) => 7 - 3 * label(row)),
    );
    expect(await verify(noSingleProxy, classes(withFeatures([honest]), label), halves)).toEqual(["held"]);
    expect(await verify(noSingleProxy, classes(withFeatures([honest, copy]), label), halves)).toEqual([
      "violated",
      "error leak/suspicious-feature",
    ]);
  });
  it("finds one that is not monotone, and in a regression", async () => {
    const y = noise(300, "y");
    const folded = numbers(
      "folded",
      range(0, 300).map((row) => (label(row) === 1 ? (row % 4 === 1 ? -5 : 5) : 0)),
    );
    expect(await verify(noSingleProxy, classes(withFeatures([folded]), label), halves)).toContain(
      "error leak/suspicious-feature",
    );
    const wide = twoParts(range(0, 2_000), range(2_000, 2_400));
    const many = noise(2_400, "many");
    const found = await verify(
      noSingleProxy,
      withFeatures(
        [
          numbers(
            "copy",
            many.map((v) => 5 - v),
          ),
        ],
        { label: many },
      ),
      wide,
    );
    expect(found[0]).toBe("violated");
    expect(await verify(noSingleProxy, withFeatures([honest], { label: y }), halves)).toEqual(["held"]);
  });
  it("does not suspect the past of a slow series", async () => {
    const random = createRandom(9, "walk");
    let level = 0;
    const walk = range(0, 300).map(() => {
      level += random.normal();
      return level;
    });
    const lagged = numbers(
      "before",
      walk.map((_, row) => walk[Math.max(0, row - 1)]!),
    );
    const task = withFeatures([lagged], { label: walk, times: hourly(300) });
    expect(await verify(noSingleProxy, task, halves)).toEqual(["held"]);
  });
});

describe("RC8 no-telling-gaps", () => {
  it("finds a gap that gives the answer", async () => {
    const label = (row: number): number => (row % 3 === 0 ? 1 : 0);
    const x = noise(300, "gaps");
    const telling = numbers(
      "end",
      x.map((value, row) => (label(row) === 1 ? Number.NaN : value)),
    );
    const random = numbers(
      "end",
      x.map((value, row) => (row % 7 === 0 ? Number.NaN : value)),
    );
    expect(await verify(noTellingGaps, classes(withFeatures([telling]), label), halves)).toEqual([
      "violated",
      "error leak/suspicious-feature",
    ]);
    expect(await verify(noTellingGaps, classes(withFeatures([random]), label), halves)).toEqual(["held"]);
  });
});

describe("RC9 no-row-order", () => {
  it("finds numbers and names of rows among the features", async () => {
    const y = noise(300, "order");
    const ids = whole(
      "number",
      range(0, 300).map((row) => 1000 + 3 * row),
    );
    const names = texts(
      "name",
      range(0, 300).map((row) => `file-${row}.png`),
    );
    const ages = whole(
      "age",
      range(0, 300).map((row) => 20 + ((row * 7) % 50)),
    );
    expect(await verify(noRowOrder, withFeatures([ids, names], { label: y }), halves)).toEqual([
      "violated",
      "warning leak/id-feature",
      "warning leak/id-feature",
    ]);
    expect(await verify(noRowOrder, withFeatures([ages], { label: y }), halves)).toEqual(["held"]);
  });
});

describe("RC16 like-partitions", () => {
  it("tells when judged rows are other ones, without failing", async () => {
    const x = noise(300, "shift");
    const shifted = numbers(
      "x",
      x.map((value, row) => (row >= 200 ? value + 4 : value)),
    );
    expect(await verify(likePartitions, withFeatures([numbers("x", x)]), halves)).toEqual(["held"]);
    expect(await verify(likePartitions, withFeatures([shifted]), halves)).toEqual([
      "violated",
      "info leak/shifted-partitions",
    ]);
  });
});
