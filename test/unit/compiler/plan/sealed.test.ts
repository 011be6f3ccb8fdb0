import { expect, it } from "vitest";
import { compile } from "../../../../compiler/index.ts";
import { standardLibrary } from "../../../../stdlib/declarations.ts";

const spec = (rows: string): string => `pipeline small
source people = csv("people.csv") {
  age: float
  bought: bool @target
}
task buys = classify(bought, from: people)
split cv = stratified_kfold(buys, folds: 3, test: 20%, seed: 1)
model m = logistic()
fit per_fold = m on cv.train
fit whole = m on cv.dev
transform sc = standardize()
fit fs = sc on cv.dev
table scaled = cv.test |> fs
table old = scaled |> where(age > 40.0)
evaluate scores = per_fold on cv.val { metrics: [roc_auc] }
evaluate last = whole on ${rows} { metrics: [roc_auc] }
`;

it.each(["cv.test", "scaled", "old", "cv.test |> fs"])(
  "a look at the sealed test is one through every table made from it: %s",
  (rows) => {
    const input = { main: { path: "a.pipe", text: spec(rows) }, files: new Map(), lock: null, profiles: null };
    const result = compile(input, standardLibrary, { set: {}, profile: null, strict: false, asOf: null });
    const nodes = result.kind === "done" ? (result.plan?.nodes ?? []) : [];
    expect(nodes.flatMap(({ id, op }) => (op.kind === "evaluate" ? [[id, op.sealed]] : []))).toEqual([
      ["scores", false],
      ["last", true],
    ]);
  },
);
