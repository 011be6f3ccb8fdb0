// What a step or model that looks for neighbours takes, once: own FOLDER SET WHAT; prints JSON.
import { readFileSync } from "node:fs";
import { performance } from "node:perf_hooks";
import type { FitContext, TransformInput } from "../../runtime/component.ts";
import type { NumberColumn } from "../../runtime/frame/frame.ts";
import { createRandom } from "../../runtime/numeric/random.ts";
import { knnImplementation } from "../../stdlib/models/knn/knn.impl.ts";
import { knnImputeImplementation } from "../../stdlib/transforms/knn-impute/knn-impute.impl.ts";
import { smoteImplementation } from "../../stdlib/transforms/smote/smote.impl.ts";

const [folder, set, what] = process.argv.slice(2);
const sizes = JSON.parse(readFileSync(`${folder}/${set}.json`, "utf8"));
const read = (kind: string): Float64Array => {
  const bytes = readFileSync(`${folder}/${set}.${kind}`);
  return new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
};
const columnsOf = (kind: string): readonly NumberColumn[] => {
  const all = read(kind);
  const { rows } = sizes;
  return Array.from({ length: Number(sizes.columns) }, (_, j) => ({
    kind: "number",
    type: "float",
    name: `x${j}`,
    values: all.slice(j * rows, (j + 1) * rows),
  }));
};
const label = read("y");
const columns = columnsOf(what === "knn_impute" ? "gaps" : "x");
const classes = ["0", "1"];
const random = createRandom(0);
const { rows } = sizes;

function work(): unknown {
  if (what === "knn") {
    const params = { k: 5, weights: "uniform", metric: "euclidean" } as const;
    const context: FitContext = { task: "classify", random, validate: null, patience: null };
    const { state } = knnImplementation.fit({ rows, features: columns, label, classes, weight: null }, params, context);
    return knnImplementation.predict(columns, rows, state, params);
  }
  const input: TransformInput = { rows, columns, target: label, targetLevels: classes, weight: null, order: null };
  if (what === "smote") return smoteImplementation.resample!(input, { k: 5, ratio: 1 }, { random });
  const state = knnImputeImplementation.fit(input, { k: 5 }, { random });
  return knnImputeImplementation.apply(columns, state, { k: 5 }, null);
}

const start = performance.now();
work();
console.log(JSON.stringify({ seconds: (performance.now() - start) / 1000 }));
