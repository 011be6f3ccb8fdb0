// Parts of a split that hold no row, one row or one class: a defined result, or a finding that says which part.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createPlace, type Place, planOf } from "../contracts/run-text.ts";

let place: Place;
beforeAll(() => {
  place = createPlace();
});
afterAll(() => place.remove());

type Count = number | "one-class";
const PARTS = { train: 60, val: 20, calib: 20, test: 20 } as const;

function writeRows(parts: Partial<Record<keyof typeof PARTS, Count>>): void {
  const rows = (Object.keys(PARTS) as (keyof typeof PARTS)[]).flatMap((part, p) => {
    const count = parts[part] ?? PARTS[part];
    return Array.from({ length: typeof count === "number" ? count : PARTS[part] }, (_, i) => {
      const x = Math.sin(i * 2.3 + p) * 2;
      const constant = count === "one-class";
      return `${part},${x},${constant ? 1 : 2 * x + Math.cos(i * 5.1)},${!constant && x + Math.cos(i * 3.7) > 0}`;
    });
  });
  place.write("rows.csv", "part,x,y,bad", rows);
}

const specOf = (target: "y" | "bad", fits: string): string => `pipeline parts

source rows = csv("rows.csv") {
  part: category
  x: float
  y: float
  bad: bool
}

task t = ${target === "y" ? "regress" : "classify"}(${target}, from: rows, features: [x])

split s = predefined(t, column: part)

${fits}

evaluate final = f on s.test { metrics: [${target === "y" ? "mae" : "log_loss"}] }
`;

async function resultOf(parts: Parameters<typeof writeRows>[0], target: "y" | "bad", fits: string) {
  writeRows(parts);
  const { record, diagnostics } = await place.run(planOf(specOf(target, fits)));
  const errors = diagnostics
    .filter(({ severity }) => severity === "error")
    .map(({ id, message }) => `${id}: ${message}`);
  return errors.length > 0 ? errors.join("\n") : record.evaluations[0]!.subjects[0]!.scores[0]!.value;
}

const STOPPED = "gradient_boosting(rounds: 20, min_leaf: 2) on s.train { validate: s.val, patience: 3 }";

describe("a part without some classes", () => {
  it("keeps the classes of its task, whether it is learned from or judged", async () => {
    const rows = Array.from({ length: 240 }, (_, i) => {
      const kind = "abc"[i % 3]!;
      const region = kind !== "a" && i % 2 === 0 ? "south" : "north";
      return `${i % 4 === 0 ? "test" : "train"},${region},${(i % 3) + Math.sin(i) / 4},${kind}`;
    });
    place.write("kinds.csv", "part,region,x,kind", rows);
    const spec = (fit: string, judged: string): string => `pipeline kinds

source rows = csv("kinds.csv") {
  part: category
  region: category
  x: float
  kind: category
}

task t = classify(kind, from: rows, features: [x])

split s = predefined(t, column: part)

fit f = ${fit}

evaluate final = f on ${judged} { metrics: [accuracy] }
`;
    const accuracyOf = async (fit: string, judged: string) => {
      const { record } = await place.run(planOf(spec(fit, judged)));
      return record.evaluations[0]?.subjects[0]?.scores[0]?.value;
    };
    const model = "gradient_boosting(rounds: 20, min_leaf: 1)";
    const south = '|> where(region == "south")';
    expect(await accuracyOf(`${model} on s.train`, `s.test ${south}`)).toBeGreaterThan(0.9);
    expect(await accuracyOf(`${model} on s.train ${south}`, `s.test ${south}`)).toBeGreaterThan(0.9);
    // What it has never seen it never predicts, and the others are what they are.
    expect(await accuracyOf(`${model} on s.train ${south}`, "s.test |> where(x > 0.5)")).toBeGreaterThan(0.9);
    const ofAll = await accuracyOf(`${model} on s.train ${south}`, "s.test");
    expect(ofAll).toBeGreaterThan(0.6);
    expect(ofAll).toBeLessThan(0.67);
  });
});

describe("a small part", () => {
  it.each<[Parameters<typeof writeRows>[0], "y" | "bad", string, string]>([
    [
      { val: 0 },
      "y",
      `fit f = ${STOPPED}`,
      "run/no-rows: the partition `s.val` has no row that can be used to stop the training",
    ],
    [
      { val: 0 },
      "y",
      "search q = random(gradient_boosting(rounds: 5..9, min_leaf: 2), trials: 2) {\n  fit: s.train\n  score: s.calib\n  validate: s.val\n  minimize: mae\n}\nfit f = q.best on s.train",
      "run/no-rows: the partition `s.val` has no row that can be used to stop the training",
    ],
    [{ train: 1 }, "bad", "fit f = logistic() on s.train", "data/one-class: `logistic` was given rows of the class"],
    [
      { train: "one-class" },
      "bad",
      "fit f = mlp() on s.train",
      "data/one-class: `mlp` was given rows of the class `false` only",
    ],
    ...["calibrated(base)", "calibrated(base, method: isotonic)", "threshold(base)"].map(
      (wrapped): [Parameters<typeof writeRows>[0], "bad", string, string] => [
        { calib: "one-class" },
        "bad",
        `fit base = logistic() on s.train\nfit f = ${wrapped} on s.calib`,
        "was given rows of the class `false` only",
      ],
    ),
    [
      { calib: 0 },
      "y",
      "fit base = ridge() on s.train\nfit f = conformal(base) on s.calib",
      "run/no-rows: the partition `s.calib` has no row that can be learned from",
    ],
    [
      { calib: 3 },
      "y",
      "fit base = ridge() on s.train\nfit f = conformal(base, level: 0.8) on s.calib",
      "data/too-few-rows: `conformal` at level 0.8 needs 4 rows with a label, and has 3",
    ],
    [
      { test: 0 },
      "y",
      "fit f = ridge() on s.train",
      "run/no-rows: the partition `s.test` has no row that can be judged",
    ],
  ])("%j, %s: %s", async (parts, target, fits, message) => {
    expect(await resultOf(parts, target, fits)).toContain(message);
  });

  it.each<[Parameters<typeof writeRows>[0], "y" | "bad", string]>([
    [{ val: 1 }, "y", `fit f = ${STOPPED}`],
    [{ val: "one-class" }, "bad", `fit f = ${STOPPED}`],
    [{ train: 1 }, "y", `fit f = ${STOPPED}`],
    [{ train: 1 }, "y", "fit f = mlp(epochs: 3) on s.train"],
    [{ train: "one-class" }, "y", "fit f = mlp(epochs: 3) on s.train"],
    [{ train: "one-class" }, "y", "fit f = conformal(random_forest(trees: 3)) on s.train"],
    [{ test: 1 }, "y", "fit f = ridge() on s.train"],
    [{ test: "one-class" }, "bad", "fit f = logistic() on s.train"],
  ])("%j, %s: %s gives a number", async (parts, target, fits) => {
    expect(await resultOf(parts, target, fits)).toSatisfy(
      (value) => typeof value === "number" && Number.isFinite(value),
    );
  });
});
