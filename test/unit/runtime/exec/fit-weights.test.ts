// `weight:` of a fit: a row of weight 3 is what three such rows are.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createPlace, idsOf, type Place, planOf } from "../contracts/run-text.ts";

let place: Place;
beforeAll(() => {
  place = createPlace();
});
afterAll(() => place.remove());

const ROWS = Array.from({ length: 90 }, (_, i) => ({
  part: i % 3 === 0 ? "test" : "train",
  x: Math.sin(i) * 3,
  y: Math.cos(i * 1.3) + i / 30,
  w: i % 4,
}));

const lineOf = ({ part, x, y, w }: (typeof ROWS)[number]): string => `${part},${x},${y},${w === 0 ? 0 : w}`;

const specOf = (clause: string): string => `pipeline weighed

source rows = csv("rows.csv") {
  part: category
  x:    float
  y:    float @target
  w:    int?
}

task t = regress(y, from: rows, features: [x])

split s = predefined(t, column: part)

fit a = standardize() |> linear() on s.train${clause}

predict all = a on rows { into: csv("out.csv") }
`;

async function predictions(rows: readonly string[], clause: string): Promise<readonly number[]> {
  place.write("rows.csv", "part,x,y,w", rows);
  const outcome = await place.run(planOf(specOf(clause)));
  expect(outcome.diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  const [, ...lines] = readFileSync(join(place.folder, "out.csv"), "utf8").trim().split("\n");
  return lines.slice(0, ROWS.length).map(Number);
}

describe("weight:", () => {
  it("counts a row as often as it says", async () => {
    const weighed = await predictions(ROWS.map(lineOf), " { weight: w }");
    // The scaling in front of the line does not change what it predicts, so it may see other rows.
    const doubled = ROWS.filter(({ part }) => part === "train").flatMap((row) =>
      Array(Math.max(0, row.w - 1)).fill(lineOf(row)),
    );
    const kept = ROWS.map((row) => lineOf(row.w === 0 && row.part === "train" ? { ...row, part: "test" } : row));
    const repeated = await predictions([...kept, ...doubled], "");
    expect(weighed.length).toBe(ROWS.length);
    for (const [i, value] of weighed.entries()) expect(value).toBeCloseTo(repeated[i]!, 9);
    expect(await predictions(ROWS.map(lineOf), "")).not.toEqual(weighed);
  });

  it.each([
    ["missing", (w: number) => (w === 2 ? "" : String(w)), "hold missing values"],
    ["negative", (w: number) => String(w - 1), "hold -1"],
    ["all 0", () => "0", "are all 0"],
  ])("refuses %s ones at the fit", async (_, weightOf, fault) => {
    place.write(
      "rows.csv",
      "part,x,y,w",
      ROWS.map(({ part, x, y, w }) => `${part},${x},${y},${weightOf(w)}`),
    );
    const text = specOf(" { weight: w }");
    const outcome = await place.run(planOf(text));
    expect(idsOf(outcome)).toContain("data/unusable-weights");
    expect(outcome.diagnostics.find(({ id }) => id === "data/unusable-weights")?.message).toContain(fault);
  });

  it("refuses rows to stop by of which none counts", async () => {
    place.write("rows.csv", "part,x,y,w", [...ROWS.map(lineOf), ...ROWS.map(({ x, y }) => `val,${x},${y},0`)]);
    const text = specOf(" {\n  validate: s.val\n  patience: 3\n}")
      .replace("w:    int?", "w:    int @weight")
      .replace("standardize() |> linear()", "lightgbm()");
    const outcome = await place.run(planOf(text));
    expect(outcome.diagnostics.find(({ id }) => id === "data/unusable-weights")?.message).toContain("when to stop");
  });
});
