// Wrappers around a fitted value: it stays as it is, and what they learn comes from the rows they name alone.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createRandom } from "../../../../runtime/numeric/random.ts";
import { createPlace, type Place, planOf } from "../contracts/run-text.ts";

const PARTS = ["train", "train", "train", "calib", "val", "test"];
const random = createRandom(4, "rows");
const ROWS = Array.from({ length: 1800 }, (_, i) => {
  const x = random.normal();
  const y = 2 * x + random.normal();
  return { id: i, part: PARTS[i % PARTS.length]!, x, y, bad: random.uniform() < 1 / (1 + Math.exp(2.5 - 1.5 * x)) };
});

let place: Place;
beforeAll(() => {
  place = createPlace();
  place.write(
    "rows.csv",
    "id,part,x,y,bad",
    ROWS.map(({ id, part, x, y, bad }) => `${id},${part},${x},${y},${bad}`),
  );
});
afterAll(() => place.remove());

const specOf = (target: "y" | "bad", rest: string): string => `pipeline wrapped

source rows = csv("rows.csv") {
  id:   int @id
  part: category
  x:    float
  y:    float ${target === "y" ? "@target" : "@ignore"}
  bad:  bool ${target === "bad" ? "@target" : "@ignore"}
}

task t = ${target === "y" ? "regress" : "classify"}(${target}, from: rows, features: [x])

split s = predefined(t, column: part)
${rest}`;

function columnsOf(file: string): Readonly<Record<string, readonly number[]>> {
  const [header = "", ...lines] = readFileSync(join(place.folder, file), "utf8").trim().split("\n");
  return Object.fromEntries(
    header.split(",").map((name, at) => [name, lines.map((line) => Number(line.split(",")[at]))]),
  );
}

describe("around a fitted value", () => {
  it("an interval is as wide as the errors on its own rows are", async () => {
    const spec = specOf(
      "y",
      `
fit base = linear() on s.train
fit ranged = conformal(base, level: 0.8) on s.calib
predict plain = base on rows { into: csv("base.csv") }
predict wide = ranged on rows { into: csv("ranged.csv") }
evaluate final = [base, ranged] on s.test { metrics: [mae, coverage(0.8)] }
`,
    );
    const outcome = await place.run(planOf(spec));
    expect(outcome.diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
    const [base, ranged] = [columnsOf("base.csv"), columnsOf("ranged.csv")];
    expect(ranged.prediction).toEqual(base.prediction);
    const errors = ROWS.flatMap(({ part, y }, i) => (part === "calib" ? [Math.abs(y - base.prediction![i]!)] : []));
    const width = errors.sort((a, b) => a - b)[Math.ceil((errors.length + 1) * 0.8) - 1]!;
    ROWS.forEach((_, i) => {
      expect(ranged.upper![i]! - ranged.prediction![i]!).toBeCloseTo(width, 10);
      expect(ranged.prediction![i]! - ranged.lower![i]!).toBeCloseTo(width, 10);
    });
    const [plain, around] = outcome.record.evaluations[0]!.subjects.map(({ scores }) => scores);
    expect(around![0]!.value).toBe(plain![0]!.value);
    expect(around![1]!.value).toBeGreaterThan(0.7);
  });

  it("a calibration keeps the order of the scores, and a threshold on top of it raises f1", async () => {
    const spec = specOf(
      "bad",
      `
fit base = logistic(class_weight: { true: 8.0 }) on s.train
fit sure = calibrated(base) on s.calib
fit cut = threshold(sure, maximize: f1) on s.val
evaluate final = [base, sure, cut] on s.test { metrics: [roc_auc, log_loss, f1] }
publish m = cut
`,
    );
    const outcome = await place.run(planOf(spec));
    expect(outcome.diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
    const scores = outcome.record.evaluations[0]!.subjects.map((subject) => subject.scores.map(({ value }) => value!));
    const [base, sure, cut] = scores as [number[], number[], number[]];
    expect(sure[0]).toBeCloseTo(base[0]!, 12);
    expect(sure[1]).toBeLessThan(base[1]!);
    expect(cut[2]).toBeGreaterThan(sure[2]!);
  });

  it("counts rows by `weight:` of its own fit", async () => {
    const outputs = await Promise.all(
      ["", " { weight: id }"].map(async (clause, i) => {
        const spec = specOf(
          "bad",
          `
fit base = logistic() on s.train
fit sure = calibrated(base) on s.calib${clause}
predict p = sure on rows { into: csv("weighed${i}.csv") }
`,
        ).replace("id:   int @id", "id:   int");
        const outcome = await place.run(planOf(spec));
        expect(outcome.diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
        return readFileSync(join(place.folder, `weighed${i}.csv`), "utf8");
      }),
    );
    expect(outputs[1]).not.toBe(outputs[0]);
  });

  it("which exists per fold exists per fold, also on rows that exist once", () => {
    const spec = specOf("y", "").replace(
      "split s = predefined(t, column: part)",
      "split s = kfold(t, folds: 3, test: 20%, calib: 20%)",
    );
    const plan = planOf(
      `${spec}
fit base = linear() on s.train
fit ranged = conformal(base) on s.calib
evaluate final = ranged on s.test { metrics: [mae] }
`,
    );
    const wraps = plan.nodes.filter(({ op }) => op.kind === "wrap");
    expect(wraps.map(({ id, inputs, op }) => [id, inputs.at(-1), op.kind === "wrap" && op.partition])).toEqual(
      [0, 1, 2].map((fold) => [`ranged[${fold}]`, `base[${fold}]`, { split: "s", part: "calib", fold }]),
    );
  });

  it("is proved by what judges its wrapper", async () => {
    const spec = specOf(
      "y",
      `
fit base = linear() on s.train
fit ranged = conformal(base) on s.calib
evaluate final = ranged on s.test { metrics: [mae] }
`,
    );
    const { lines } = await place.prove(planOf(spec));
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.filter(({ outcome }) => outcome === "violated")).toEqual([]);
    expect(lines.some(({ check, outcome }) => check === "batch-of-one" && outcome === "held")).toBe(true);
  });
});
