// The calendar in a graph against the one in memory.
import fc from "fast-check";
import { expect, it } from "vitest";
import { addDuration, monthsOf } from "../../../../runtime/onnx/calendar.ts";
import { addDuration as addInMemory } from "../../../../runtime/task/calendar-time.ts";
import type { Duration } from "../../../../specs/data-type.ts";
import { runOnNumber } from "./run-on-number.ts";

const monthsAt = runOnNumber((graph, time) => monthsOf(graph, time));
const moments = fc.integer({ min: Date.UTC(1600, 0, 1), max: Date.UTC(2500, 0, 1) });

it("months of moments", () => {
  fc.assert(
    fc.property(moments, (time) => {
      const date = new Date(time);
      expect(monthsAt(time)).toBe(date.getUTCFullYear() * 12 + date.getUTCMonth());
    }),
  );
  expect(monthsAt(Number.NaN)).toBeNaN();
});

it("a day of every week of 400 years is in its month", () => {
  const wrong: number[] = [];
  for (let time = Date.UTC(1800, 0, 1); time < Date.UTC(2200, 0, 1); time += 7 * 86_400_000) {
    const date = new Date(time);
    if (monthsAt(time) !== date.getUTCFullYear() * 12 + date.getUTCMonth()) wrong.push(time);
  }
  expect(wrong).toEqual([]);
});

it.each<readonly [string, Duration, number]>([
  ["a month", { months: 1, milliseconds: 0 }, 1],
  ["seven months", { months: 1, milliseconds: 0 }, 7],
  ["a quarter back", { months: 3, milliseconds: 0 }, -1],
  ["four years", { months: 12, milliseconds: 0 }, 4],
  ["two days", { months: 0, milliseconds: 86_400_000 }, 2],
  ["months and hours", { months: 2, milliseconds: 3_600_000 }, 5],
])("%s later", (_name, duration, count) => {
  const later = runOnNumber((graph, time) => addDuration(graph, time, duration, count));
  fc.assert(
    fc.property(moments, (time) => {
      expect(later(time)).toBe(addInMemory(time, duration, count));
    }),
  );
  // Ends of months, which shorter ones do not have.
  for (let month = 0; month < 48; month++) {
    const time = Date.UTC(2023, month + 1, 0, 23, 59, 59, 999);
    expect(later(time)).toBe(addInMemory(time, duration, count));
  }
});
