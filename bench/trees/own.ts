// One fit and one prediction by pipec's model, as the peer does it: own FOLDER SET MODEL THREADS ROUNDS; prints JSON.
import { readFileSync, writeFileSync } from "node:fs";
import { performance } from "node:perf_hooks";
import type { FitContext, TabularImplementation } from "../../runtime/component.ts";
import { createThreadBudget } from "../../runtime/kernels/thread-budget.ts";
import { createRandom } from "../../runtime/numeric/random.ts";
import { modelDeclarations } from "../../stdlib/models/declarations.ts";
import { modelImplementations } from "../../stdlib/models/implementations.ts";

const [folder, set, model, threads, rounds] = process.argv.slice(2);
const sizes = JSON.parse(readFileSync(`${folder}/${set}.json`, "utf8"));
const read = (file: string): Float64Array => {
  const bytes = readFileSync(`${folder}/${set}.${file}`);
  return new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
};
const columns = (part: "train" | "test") => {
  const all = read(`${part}.x`);
  const rows = Number(sizes[part]);
  return Array.from({ length: Number(sizes.features) }, (_, j) => ({
    kind: "number" as const,
    type: "float" as const,
    name: `x${j}`,
    values: all.slice(j * rows, (j + 1) * rows),
  }));
};
const name = model === "boosting" ? "gradient_boosting" : "random_forest";
// The list forgets parameter types; these are the declared defaults.
const implementation = modelImplementations[name] as unknown as TabularImplementation<object>;
const declared = modelDeclarations.find((declaration) => declaration.name === name)!;
const defaults = Object.fromEntries(Object.entries(declared.params).map(([key, { default: value }]) => [key, value]));
const params = { ...defaults, [model === "boosting" ? "rounds" : "trees"]: Number(rounds) };
const isClasses = sizes.task === "classify";
const features = columns("train");
const label = read("train.y");
const test = columns("test");
const context: FitContext = {
  task: isClasses ? "classify" : "regress",
  random: createRandom(0),
  validate: null,
  patience: null,
  threads: createThreadBudget(Number(threads)),
};
const before = process.resourceUsage().maxRSS / 1024;
let start = performance.now();
const data = { rows: label.length, features, label, classes: isClasses ? ["0", "1"] : null, weight: null };
const { state } = implementation.fit(data, params, context);
const fit = (performance.now() - start) / 1000;
const memory = process.resourceUsage().maxRSS / 1024;
start = performance.now();
const prediction = implementation.predict(test, Number(sizes.test), state, params);
const predict = (performance.now() - start) / 1000;
const p =
  prediction.kind === "values" ? prediction.values : prediction.probabilities.filter((_, place) => place % 2 === 1);
writeFileSync(`${folder}/${set}.own.p`, p);
console.log(JSON.stringify({ fit, predict, memory, before }));
