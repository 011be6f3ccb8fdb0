import { describe, expect, it } from "vitest";
import { addDuration } from "../../../../runtime/task/calendar-time.ts";

const at = (text: string): number => Date.parse(text);
const day = { months: 0, milliseconds: 86_400_000 };
const month = { months: 1, milliseconds: 0 };
const plus = (text: string, duration: typeof day, count: number, zone?: string): string =>
  new Date(addDuration(at(text), duration, count, zone)).toISOString();

describe("durations on the calendar of a zone", () => {
  it.each([
    // Midnight in Berlin: the last of March has 23 hours, the last Sunday of October 25.
    ["2024-03-30T23:00:00Z", day, 1, "2024-03-31T22:00:00.000Z"],
    ["2024-03-31T22:00:00Z", day, -1, "2024-03-30T23:00:00.000Z"],
    ["2024-10-26T22:00:00Z", day, 1, "2024-10-27T23:00:00.000Z"],
    ["2024-10-20T22:00:00Z", { months: 0, milliseconds: 7 * 86_400_000 }, 1, "2024-10-27T23:00:00.000Z"],
    ["2024-02-29T23:00:00Z", month, 1, "2024-03-31T22:00:00.000Z"],
    // 2:30 does not exist on 31 March, and comes twice on 27 October.
    ["2024-03-30T01:30:00Z", day, 1, "2024-03-31T01:30:00.000Z"],
    ["2024-10-26T00:30:00Z", day, 1, "2024-10-27T01:30:00.000Z"],
    // Shorter spans are exact.
    ["2024-03-30T23:00:00Z", { months: 0, milliseconds: 3_600_000 }, 24, "2024-03-31T23:00:00.000Z"],
  ] as const)("%s plus %o times %i is %s in Berlin", (from, duration, count, to) => {
    expect(plus(from, duration, count, "Europe/Berlin")).toBe(to);
  });

  it("without a zone a day has 24 hours and a month keeps its day or takes the last", () => {
    expect(plus("2024-03-30T23:00:00Z", day, 1)).toBe("2024-03-31T23:00:00.000Z");
    expect(plus("2024-01-31T00:00:00Z", month, 1)).toBe("2024-02-29T00:00:00.000Z");
  });
});
