// Validation rows during a fit: their scores are those of the trees, their loss is the formula.
import fc from "fast-check";
import { expect, it } from "vitest";
import { numbersAt, openKernels } from "../../../../runtime/kernels/kernels.ts";
import { createObjective } from "../../../../stdlib/models/gradient-boosting/objectives.ts";
import { createWatcher } from "../../../../stdlib/models/gradient-boosting/watch.ts";
import { binColumns } from "../../../../stdlib/models/trees/binning.ts";
import { ALL_LEFT, addTree, emptyForest } from "../../../../stdlib/models/trees/forest.ts";
import { watchRows } from "../../../../stdlib/models/trees/watched-rows.ts";
import { createSequence } from "../../../reference/sequence.ts";

const kernels = openKernels();
const column = (name: string, values: Float64Array) => ({ kind: "number", type: "float", name, values }) as const;
const options = { maxBin: 40, categoriesAsCodes: false };

it("are scored as the walk through each tree says, at any threshold of the bins", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1e6 }),
      fc.integer({ min: 1, max: 700 }),
      fc.boolean(),
      (seed, rows, gaps) => {
        const { uniforms } = createSequence(seed);
        const drawn = (count: number): Float64Array =>
          uniforms(count).map((u) => (gaps && u < 0.1 ? Number.NaN : u < 0.15 ? Number.POSITIVE_INFINITY : u));
        const features = binColumns([column("a", drawn(90)), column("b", uniforms(90))], options);
        const inputs = [drawn(rows), drawn(rows)];
        const [{ mapper }, other] = features as [(typeof features)[0], (typeof features)[1]];
        if (mapper.kind !== "number" || other.mapper.kind !== "number")
          throw new Error("numbers are binned as numbers");
        // The left side of the root is split once more; missing values alone go right, or by the flags.
        const forest = {
          ...emptyForest(1, 2, 3, 5, 0),
          roots: Int32Array.of(0, 2),
          feature: Int32Array.of(0, 1, 0),
          threshold: Float64Array.of(
            mapper.bounds[seed % mapper.bounds.length]!,
            other.mapper.bounds[seed % other.mapper.bounds.length]!,
            mapper.missingBin < 0 ? mapper.bounds[0]! : ALL_LEFT,
          ),
          flags: Uint8Array.of(seed % 2, 1, 0),
          left: Int32Array.of(1, -1, -4),
          right: Int32Array.of(-3, -2, -5),
          leaves: Float64Array.of(1, 10, 100, 1000, 10_000),
        };
        const mark = kernels.mark();
        const watched = watchRows(kernels, features, inputs, rows, 2);
        const scores = numbersAt(kernels, watched.scores, 2 * rows);
        scores.fill(0.5);
        watched.add(forest);
        const plain = new Float64Array(2 * rows).fill(0.5);
        for (const tree of [0, 1]) addTree(forest, tree, inputs, rows, plain, tree * rows);
        expect(scores).toEqual(plain);
        kernels.release(mark);
      },
    ),
  );
});

it.each([1, 2047, 2048, 2049, 5000])("stop a fit of two classes by the loss of %i rows", (rows) => {
  const { uniforms } = createSequence(rows);
  const values = uniforms(rows);
  const label = uniforms(rows).map((u) => Math.round(u));
  const weight = uniforms(rows);
  const objective = createObjective("logistic", 2, { quantile: 0.5, huberDelta: 1, softmaxCurvature: 2 });
  const features = binColumns([column("a", values)], options);
  const lossAt = (score: number): number =>
    label.reduce((sum, y, i) => sum + weight[i]! * (Math.log(1 + Math.exp(score)) - y * score), 0);
  const mark = kernels.mark();
  const watcher = createWatcher(
    kernels,
    features,
    { inputs: [values], label, weight, patience: 1 },
    Float64Array.of(0),
    objective,
  );
  // Each round adds the same to all rows: the loss falls and rises with it.
  const steps = [0.1, -0.25, 0.2, 0.4];
  let score = 0;
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  for (const [round, step] of steps.entries()) {
    score += step;
    if (lossAt(score) < least) {
      least = lossAt(score);
      best = round;
    }
    const forest = { ...emptyForest(1, 1, 0, 1, 0), roots: Int32Array.of(-1), leaves: Float64Array.of(step) };
    expect(watcher.afterRound(forest, round)).toEqual({ best, stop: round - best >= 1 });
  }
  kernels.release(mark);
});
