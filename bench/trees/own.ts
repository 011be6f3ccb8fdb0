// One fit and one prediction by pipec's model, as the peer does it: own FOLDER SET MODEL THREADS ROUNDS [PARAMETERS]; prints JSON.
import { readFileSync, writeFileSync } from "node:fs";
import { performance } from "node:perf_hooks";
import type { FitContext, TabularImplementation } from "../../runtime/component.ts";
import { createThreadBudget } from "../../runtime/kernels/thread-budget.ts";
import { createRandom } from "../../runtime/numeric/random.ts";
import { modelDeclarations } from "../../stdlib/models/declarations.ts";
import { modelImplementations } from "../../stdlib/models/implementations.ts";

const [folder, set, model = "boosting", threads, rounds, changed = "{}"] = process.argv.slice(2);
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
/** Wall time and time of all threads, in seconds. */
const timed = <T>(work: () => T) => {
  const wall = performance.now();
  const before = process.cpuUsage();
  const result = work();
  const { user, system } = process.cpuUsage(before);
  return { result, wall: (performance.now() - wall) / 1000, cpu: (user + system) / 1e6 };
};
const NAMES: Readonly<Record<string, string>> = {
  boosting: "gradient_boosting",
  forest: "random_forest",
  network: "mlp",
};
const COUNTS: Readonly<Record<string, string>> = { boosting: "rounds", forest: "trees", network: "epochs" };
const name = NAMES[model] ?? model;
// The list forgets parameter types; these are the declared defaults.
const implementation = modelImplementations[name] as unknown as TabularImplementation<object>;
const declared = modelDeclarations.find((declaration) => declaration.name === name)!;
const defaults = Object.fromEntries(Object.entries(declared.params).map(([key, { default: value }]) => [key, value]));
const count = COUNTS[model];
const counted = count === undefined ? defaults : { ...defaults, [count]: Number(rounds) };
const params = { ...counted, ...JSON.parse(changed) };
// Ridge takes classes as the numbers 0 and 1.
const isClasses = sizes.task === "classify" && model !== "ridge";
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
const data = { rows: label.length, features, label, classes: isClasses ? ["0", "1"] : null, weight: null };
const { result: fitted, ...fit } = timed(() => implementation.fit(data, params, context));
const memory = process.resourceUsage().maxRSS / 1024;
const { result: prediction, ...predict } = timed(() =>
  implementation.predict(test, Number(sizes.test), fitted.state, params),
);
const p =
  prediction.kind === "values" ? prediction.values : prediction.probabilities.filter((_, place) => place % 2 === 1);
writeFileSync(`${folder}/${set}.own.p`, p);
console.log(JSON.stringify({ fit, predict, memory }));
