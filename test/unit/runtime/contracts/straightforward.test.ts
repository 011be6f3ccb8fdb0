// What contracts find in typed loops is what their definitions say, row against row.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { binNumbers } from "../../../../runtime/contracts/bins.ts";
import type { ContractInput } from "../../../../runtime/contracts/contract.ts";
import { findCopies } from "../../../../runtime/contracts/copies.ts";
import { disjointRows } from "../../../../runtime/contracts/disjoint-rows.ts";
import { labelsKnown } from "../../../../runtime/contracts/labels-known.ts";
import { noIntervalOverlap } from "../../../../runtime/contracts/no-interval-overlap.ts";
import { probe } from "../../../../runtime/contracts/probe.ts";
import { separateGroups } from "../../../../runtime/contracts/separate-groups.ts";
import { sharedRows } from "../../../../runtime/contracts/shared-rows.ts";
import type { FrameColumn } from "../../../../runtime/frame/frame.ts";
import { groupCodes } from "../../../../runtime/split/group-codes.ts";
import { createPool } from "../../../../runtime/split/row-pool.ts";
import type { TaskData } from "../../../../runtime/task/task-data.ts";
import { rowsAtTimesOf, timeIndex } from "../../../../runtime/task/time-index.ts";
import { exampleTask, HOUR, split } from "../split/example-task.ts";
import { contractInput, twoParts } from "./contract-input.ts";

/** Rows dealt to a training part, a judged part, both or none. */
const dealt = (rows: number): fc.Arbitrary<readonly [number[], number[]]> =>
  fc.array(fc.constantFrom("train", "judged", "none", "both"), { minLength: rows, maxLength: rows }).map((parts) => {
    const of = (part: string): number[] => parts.flatMap((own, row) => (own === part || own === "both" ? [row] : []));
    return [of("train"), of("judged")];
  });

const bothFilled = ([train, judged]: readonly [number[], number[]]): boolean => train.length > 0 && judged.length > 0;

describe("rows in two lists", () => {
  it("are counted by runs as by rows, in any order", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(40)), fc.uniqueArray(fc.nat(40)), fc.boolean(), (a, b, isSorted) => {
        const [one, other] = [a, b].map((list) => Int32Array.from(isSorted ? list.toSorted((x, y) => x - y) : list));
        const shared = [...other!].filter((row) => one!.includes(row));
        expect(sharedRows(one!, other!, 41)).toEqual({ count: shared.length, first: shared[0] ?? -1 });
      }),
    );
  });

  it("are reported by their place in the table, also where the task orders rows anew", async () => {
    const task = exampleTask({ rows: 6 });
    const turned = { ...task, rowIds: Float64Array.of(5, 4, 3, 2, 1, 0) };
    for (const [of, row] of [
      [task, 2],
      [turned, 3],
    ] as const) {
      const { diagnostics } = await disjointRows.verify(contractInput(of, twoParts([0, 1, 2], [2, 4])));
      expect(diagnostics.map(({ help }) => help).join()).toContain(`row ${row} of the table`);
    }
  });
});

const timesOf = (count: number): fc.Arbitrary<number[]> =>
  fc.array(fc.oneof(fc.integer({ min: 0, max: 20 }), fc.double({ noNaN: true, min: -5, max: 5 })), {
    minLength: count,
    maxLength: count,
  });

describe("times", () => {
  it("are indexed as sorting them would", () => {
    fc.assert(
      fc.property(timesOf(40), (given) => {
        const times = Float64Array.from(given);
        const index = timeIndex(times);
        const distinct = [...new Set(given.map((time) => time + 0))].sort((a, b) => a - b);
        expect([...index.times]).toEqual(distinct);
        expect([...index.of].map((at) => index.times[at]! + 0)).toEqual(given.map((time) => time + 0));
      }),
    );
  });

  it("are shared as comparing all of them says", () => {
    const rising = fc.array(fc.constantFrom(1, 1, 1, 2), { minLength: 20, maxLength: 20 });
    fc.assert(
      fc.property(rising, dealt(20), fc.boolean(), (steps, [some, others], isTurned) => {
        let time = 0;
        const times = Float64Array.from(steps, (step, row) => {
          time = row % 7 === 0 ? step : time + step;
          return time;
        });
        const rows = Int32Array.from(isTurned ? some.toReversed() : some);
        const expected = [...rows].filter((row) => others.some((other) => times[other] === times[row]));
        expect([...rowsAtTimesOf(Int32Array.from(others), rows, timeIndex(times))]).toEqual(expected);
      }),
    );
  });

  it("of a pool are those of its members", () => {
    fc.assert(
      fc.property(timesOf(12), fc.subarray([...Array(12).keys()]), fc.nat(2), (given, within, horizon) => {
        const task = exampleTask({ rows: 12, times: given, kind: horizon === 0 ? "regress" : "forecast", horizon });
        const pool = createPool(task, Int32Array.from(within));
        const distinct = [...new Set(within.map((row) => given[row]! + 0))].sort((a, b) => a - b);
        expect([...pool.times!]).toEqual(distinct);
        for (const row of pool.rows) {
          const place = (at: number): number => {
            const found = distinct.indexOf(given[at]! + 0);
            return found < 0 ? distinct.length : found;
          };
          expect([pool.originIndex[row], pool.labelIndex[row]]).toEqual([place(row), place(row + horizon)]);
        }
      }),
    );
  });
});

describe("labels", () => {
  const series = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1];
  const rising = fc.array(fc.constantFrom(1, 1, 1, 1, 2, 3), { minLength: 16, maxLength: 16 }).map((steps) => {
    let hour = 0;
    return steps.map((step, row) => {
      hour = row === 8 ? step : hour + step;
      return hour * HOUR;
    });
  });

  it("are known, and keep apart, as row against row says", async () => {
    await fc.assert(
      fc.asyncProperty(
        rising,
        dealt(16).filter(bothFilled),
        fc.nat(2),
        fc.nat(3),
        fc.nat(3),
        async (times, [train, judged], horizon, delay, embargo) => {
          const task = exampleTask({ rows: 16, times, series, kind: horizon === 0 ? "regress" : "forecast", horizon });
          const whole = (rows: number[]): number[] => rows.filter((row) => series[row + horizon] === series[row]);
          const parts = [whole(train), whole(judged)] as const;
          if (parts[0].length === 0 || parts[1].length === 0) return;
          const type = { kind: "float", shape: [], nullable: false } as const;
          const target = { target: delay === 0 ? {} : { delay: { months: 0, milliseconds: delay * HOUR } } };
          const input: ContractInput = contractInput(
            task,
            { ...twoParts(parts[0], parts[1]), folds: [] },
            {
              schema: { columns: [{ name: "y", type, roles: target }] },
              split: split("holdout", { embargo: { duration: { months: 0, milliseconds: embargo * HOUR } } }),
            },
          );
          const ids = async (contract: typeof labelsKnown): Promise<readonly string[]> =>
            (await contract.verify(input)).diagnostics.map(({ id }) => id.replace("leak/", ""));
          const end = (row: number): number => times[row + horizon]!;
          const known = (row: number): number => end(row) + delay * HOUR;
          const mayTouch = horizon > 0 || delay > 0;
          const isBefore = (a: number, b: number): boolean => (mayTouch ? a <= b : a < b);
          const latest = Math.max(...parts[0].map(known));
          const first = Math.min(...parts[1].map((row) => times[row]!));
          expect(await ids(labelsKnown)).toEqual(isBefore(latest, first) ? [] : ["short-gap"]);
          expect(await ids(noIntervalOverlap)).toEqual([
            ...(overlaps(parts, times, end, known, isBefore) ? ["overlapping-labels"] : []),
            ...(isTooSoon(parts, times, end, embargo * HOUR, isBefore) ? ["broken-embargo"] : []),
          ]);
        },
      ),
      { numRuns: 300 },
    );
  });

  type Parts = readonly [number[], number[]];
  /** Judged intervals as blocks, by joining those that touch until none do. */
  const blocksOf = (judged: number[], times: number[], end: (row: number) => number): [number, number][] => {
    const blocks: [number, number][] = [];
    for (const [from, to] of judged
      .map((row): [number, number] => [times[row]!, end(row)])
      .sort((a, b) => a[0] - b[0] || a[1] - b[1])) {
      const last = blocks.at(-1);
      if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to);
      else blocks.push([from, to]);
    }
    return blocks;
  };
  function overlaps(
    [train, judged]: Parts,
    times: number[],
    end: (row: number) => number,
    known: (row: number) => number,
    isBefore: (a: number, b: number) => boolean,
  ): boolean {
    return train.some((row) =>
      blocksOf(judged, times, end).some(([from, to]) => !isBefore(to, times[row]!) && !isBefore(known(row), from)),
    );
  }
  function isTooSoon(
    [train, judged]: Parts,
    times: number[],
    end: (row: number) => number,
    embargo: number,
    isBefore: (a: number, b: number) => boolean,
  ): boolean {
    return train.some((row) => {
      const ended = blocksOf(judged, times, end).filter(([, to]) => isBefore(to, times[row]!));
      return ended.length > 0 && times[row]! <= ended.at(-1)![1] + embargo;
    });
  }
});

describe("copies", () => {
  const cell = fc.constantFrom(0, -0, 1, 2.5, Number.NaN);
  const rows = fc.array(fc.tuple(cell, cell, fc.nat(2), fc.nat(1), fc.nat(3), fc.nat(1)), {
    minLength: 30,
    maxLength: 30,
  });

  it("are found as by comparing every judged row with every training row", () => {
    fc.assert(
      fc.property(rows, dealt(30).filter(bothFilled), fc.boolean(), (cells, [train, judged], isTimed) => {
        const number = (name: string, k: 0 | 1): FrameColumn => ({
          kind: "number",
          name,
          type: "float",
          values: Float64Array.from(cells, (row) => row[k]),
        });
        const text: FrameColumn = {
          kind: "category",
          name: "c",
          type: "category",
          codes: Int32Array.from(cells, (row) => row[2] - 1),
          levels: ["a", "b"],
        };
        const label = cells.map((row) => row[3]);
        const sketch = {
          rows: 30,
          label,
          series: cells.map((row) => row[5]),
          times: isTimed ? cells.map((row) => row[4]) : null,
        };
        const task: TaskData = { ...exampleTask(sketch), features: [number("a", 0), number("b", 1), text] };
        const found = findCopies({ task, partitions: { ...twoParts(train, judged), folds: [] } }, () => 0);
        const key = (row: number, withLabel: boolean): string => {
          const [a, b, c, y, t, s] = cells[row]!;
          return [a + 0, b + 0, c, ...(isTimed ? [t, s] : []), ...(withLabel ? [y] : [])].join();
        };
        const copies = (withLabel: boolean): number =>
          judged.filter((row) => train.some((other) => key(other, withLabel) === key(row, withLabel))).length;
        expect([found?.looked, found?.features, found?.whole]).toEqual([judged.length, copies(false), copies(true)]);
      }),
      { numRuns: 200 },
    );
  });
});

describe("probes of bins", () => {
  it("rank as every pair of rows does", () => {
    const rows = fc.array(fc.tuple(fc.nat(4), fc.nat(1)), { minLength: 4, maxLength: 40 });
    fc.assert(
      fc.property(rows, (given) => {
        const codes = Int32Array.from(given, ([code]) => code);
        const values = Float64Array.from(given, ([, value]) => value);
        const half = (parity: number): number => {
          const learned = given.filter((_, i) => i % 2 === parity);
          const mean = (of: readonly (readonly number[])[]): number =>
            of.reduce((sum, [, y]) => sum + y!, 0) / of.length;
          const scoreOf = (code: number): number => {
            const same = learned.filter(([other]) => other === code);
            return same.length === 0 ? mean(learned) : mean(same);
          };
          const judged = given.filter((_, i) => i % 2 !== parity).map(([code, y]) => [scoreOf(code), y] as const);
          const [good, bad] = [1, 0].map((y) => judged.filter((row) => row[1] === y));
          const wins = good!.flatMap(([a]) => bad!.map(([b]): number => (a > b ? 1 : a === b ? 0.5 : 0)));
          return wins.reduce((sum, win) => sum + win, 0) / wins.length;
        };
        const expected = (half(0) + half(1)) / 2;
        const found = probe(codes, { metric: "AUC", lists: [values] });
        if (Number.isNaN(expected)) expect(found).toBeNaN();
        else expect(found).toBeCloseTo(expected, 12);
      }),
    );
  });
});

describe("bins", () => {
  const number = fc.oneof(
    fc.double({ min: -1e3, max: 1e3, noNaN: true }),
    fc.integer({ min: -3, max: 3 }),
    fc.constantFrom(
      -0,
      Number.NaN,
      Number.MAX_VALUE,
      Number.MIN_VALUE,
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
    ),
    fc.double({ min: 0, max: 1e-300, noNaN: true }),
  );
  it("end where every 64th part of the sorted values does", () => {
    fc.assert(
      fc.property(fc.array(number, { maxLength: 300 }), fc.boolean(), (given, isTame) => {
        const values = isTame ? given.filter((value) => !(Math.abs(value) > 1e9)) : given;
        const sorted = Float64Array.from(values.filter((value) => !Number.isNaN(value))).sort();
        const ends = [...Array(63).keys()].map((bin) => sorted[Math.floor(((bin + 1) * sorted.length) / 64)]);
        const edges = ends.filter((edge, i) => edge !== undefined && edge !== ends[i - 1]);
        const expected = values.map((value) =>
          Number.isNaN(value) ? 0 : 1 + edges.filter((edge) => edge! <= value).length,
        );
        expect([...binNumbers(Float64Array.from(values))]).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });
});

describe("groups", () => {
  const cell = fc.constantFrom(3, -0, 0, 1.5, -2, Number.NaN);
  const rows = fc.array(fc.tuple(cell, fc.integer({ min: -1, max: 3 })), { minLength: 12, maxLength: 12 });
  const levels = ["b", "a", "é", "Z"];

  it("have codes in the order of their values, and are shared as sets of values are", async () => {
    await fc.assert(
      fc.asyncProperty(rows, dealt(12).filter(bothFilled), fc.boolean(), async (cells, [train, judged], isText) => {
        const numbers: FrameColumn = {
          kind: "number",
          name: "g",
          type: "float",
          values: Float64Array.from(cells, ([value]) => value),
        };
        const codes = Int32Array.from(cells, ([, code]) => code);
        const texts: FrameColumn = { kind: "category", name: "g", type: "string", codes, levels };
        const task = { ...exampleTask({ rows: 12 }), extras: [isText ? texts : numbers] };
        const groupOf = (row: number): number | string | null => {
          const [value, code] = cells[row]!;
          if (isText) return code < 0 ? null : levels[code]!;
          return Number.isNaN(value) ? null : value + 0;
        };
        const all = [...cells.keys()].map(groupOf);
        const present = [...new Set(all)].filter((value) => value !== null).sort((a, b) => (a < b ? -1 : 1));
        const found = groupCodes(task, "g");
        expect([...found.codes]).toEqual(
          all.map((value) => (value === null ? present.length : present.indexOf(value))),
        );
        expect(found.missing).toBe(all.includes(null) ? present.length : null);
        expect(found.count).toBe(new Set(all).size);
        const input = contractInput(
          task,
          { ...twoParts(train, judged), folds: [] },
          { split: split("holdout", { by: "g" }) },
        );
        const shared = new Set(judged.map(groupOf).filter((value) => train.map(groupOf).includes(value))).size;
        const { diagnostics } = await separateGroups.verify(input);
        expect(diagnostics.map(({ message }) => message.split(" ")[0])).toEqual(shared === 0 ? [] : [String(shared)]);
      }),
      { numRuns: 200 },
    );
  });
});
