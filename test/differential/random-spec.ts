// Random well-typed specs over a random data set. Most are honest; some steps are drawn from what people get wrong, so that
// the checker has something to refuse.
import type { Random } from "../../runtime/numeric/random.ts";
import type { Dataset, Source } from "./random-data.ts";
import { randomFeature } from "./random-expression.ts";
import { reshapedJoin, rowStep } from "./random-steps.ts";

export interface RandomSpec {
  readonly text: string;
  /** Columns whose values the claim or the split keeps apart. */
  readonly claim: "default" | "new_rows" | "new(user)" | "new(store)" | "transductive";
}

const pick = <T>(random: Random, options: readonly T[]): T => options[random.below(options.length)]!;

export function randomSpec(data: Dataset, random: Random): RandomSpec {
  const chance = (share: number): boolean => random.uniform() < share;
  const features: string[] = [];
  const tables: string[] = [];
  const chain = tableChain(data, random, features, tables);
  const claim = claimOf(data, random);
  const task = taskText(data, random, features, claim);
  const { split, method } = splitText(data, random);
  const body = learnText(data, random, method, { chance, isDrawn: /sample\(/.test(chain) });
  const sources = [data.main, ...data.others].map((source) => sourceText(source)).join("\n\n");
  const text = [
    "pipeline random",
    sources,
    ...tables,
    `table rows = base${chain}`,
    `task t = ${task}`,
    `split s = ${split}`,
    body,
  ].join("\n\n");
  return { text: `${text}\n`, claim };
}

const sourceText = ({ name, schema }: Source): string =>
  `source ${name} = csv("${name}.csv") {\n${schema
    .map(([column, type, roles]) => `  ${column}: ${type} ${roles}`.trimEnd())
    .join("\n")}\n}`;

function tableChain(data: Dataset, random: Random, features: string[], tables: string[]): string {
  const steps: string[] = [];
  const count = random.below(4);
  for (let i = 0; i < count; i++) {
    const kind = random.uniform();
    if (kind < 0.55) steps.push(deriveStep(data, random, features, i));
    else if (kind < 0.66) steps.push(whereStep(data, random));
    else if (kind < 0.88) steps.push(...joinSteps(data, random, features, tables, i));
    else if (kind < 0.97) steps.push(...rowStep({ data, random, tables, index: i, add: adder(features) }));
    else steps.push("sort(by: [rid])");
  }
  const isFirst = (step: string): boolean => step.startsWith(FIRST);
  const ordered = [
    ...steps.filter(isFirst).map((step) => step.slice(FIRST.length)),
    ...steps.filter((s) => !isFirst(s)),
  ];
  return ordered.map((step) => ` |> ${step}`).join("");
}

/** Steps that come before all others, whatever their draw. */
const FIRST = "FIRST ";

const adder =
  (features: string[]) =>
  (column: string): boolean => {
    if (features.includes(column)) return false;
    features.push(column);
    return true;
  };

function deriveStep(data: Dataset, random: Random, features: string[], index: number): string {
  const entries = Array.from({ length: 1 + random.below(3) }, (_, j) => {
    const name = `f${index}_${j}`;
    const text = randomFeature(data, features, random);
    features.push(name);
    return `  ${name} = ${text}`;
  });
  return `derive {\n${entries.join("\n")}\n}`;
}

function whereStep(data: Dataset, random: Random): string {
  const present = data.delay.column === 0 ? ["not is_null(z)", "z > 2"] : [];
  const honest = ["x > 1.5", "n >= 1", "not is_null(y)", "x > 2 or n < 7", ...present];
  const windowed = data.timed ? ["is_null(lag(x, 1)) or lag(x, 1) > 1.5"] : [];
  const wrong = [
    data.classify ? "y or x > 3" : "y > 1.5",
    "x < quantile(x, 0.95)",
    "count() > 10",
    "p > 2",
    "z > 2",
    ...(data.timed ? ["lead(x, 1) > 2"] : []),
  ];
  return `where(${pick(random, random.uniform() < 0.85 ? [...honest, ...windowed] : wrong)})`;
}

function joinSteps(data: Dataset, random: Random, features: string[], tables: string[], index: number): string[] {
  const add = adder(features);
  const kind = random.uniform();
  if (!data.timed || kind < 0.2) {
    if (kind < 0.1 && !data.timed) {
      tables.push(`table sums${index} = base |> aggregate(by: store) {\n  own${index} = mean(x)\n}`);
      return add(`own${index}`) ? [`join(sums${index}, on: store)`] : [];
    }
    return add("size") ? ["join(places, on: store)"] : [];
  }
  if (kind < 0.3) {
    tables.push(`table sums${index} = facts |> aggregate(by: store) {\n  total${index} = sum(w)\n}`);
    return add(`total${index}`) ? [`join(sums${index}, on: store)`] : [];
  }
  if (kind < 0.4) return add("w") ? ["join(facts, on: [at, store])"] : [];
  if (kind < 0.52) return shiftedJoin(data, random, tables, index, add);
  if (kind < 0.72) return [...reshapedJoin({ data, random, tables, index, add })];
  const right = random.uniform() < 0.7 ? "facts" : "bulletins";
  if (!add(right === "facts" ? "w" : "v")) return [];
  const on = right === "facts" ? ", on: store" : "";
  const within = random.uniform() < 0.8 ? `, within: ${pick(random, ["6h", "2d", "10d"])}` : "";
  const direction = random.uniform() < 0.15 ? `, direction: ${pick(random, ["forward", "nearest"])}` : "";
  const strict = random.uniform() < 0.3 ? ", strict: true" : "";
  return [`join_as_of(${right}${on}${within}${direction}${strict})`];
}

/** Rows of another table, or what they sum up to, joined by moments that are computed from the time on either side. */
function shiftedJoin(
  data: Dataset,
  random: Random,
  tables: string[],
  index: number,
  add: (column: string) => boolean,
): string[] {
  const unit = data.step === "1d" ? "d" : "h";
  const shift = (): string => {
    const steps = random.below(5);
    return random.uniform() < 0.5 ? `at + ${steps}${unit}` : `at - ${steps}${unit}`;
  };
  const moment = (): string =>
    random.uniform() < 0.75
      ? shift()
      : pick(random, [`if(w > 3, ${shift()}, ${shift()})`, `lag(at, 1)`, `lead(at, 1)`, `at + 2 * 1${unit}`]);
  const left = random.uniform() < 0.75 ? shift() : pick(random, ["lag(at, 1)", `if(x > 2, ${shift()}, ${shift()})`]);
  const isSum = random.uniform() < 0.35;
  const name = `near${index}`;
  const made = `table ${name} = facts |> derive { there${index} = ${moment()} }`;
  tables.push(
    isSum
      ? `${made} |> aggregate(by: [there${index}, store]) { near_w${index} = sum(w) }`
      : `${made} |> dedupe(on: [there${index}, store]) |> rename { near_w${index} = w } |> select(there${index}, store, near_w${index})`,
  );
  if (!add(`near_w${index}`)) return [];
  const isAsOf = random.uniform() < 0.4;
  const on = isAsOf ? `on: store, time: here${index} == there${index}` : `on: [here${index} == there${index}, store]`;
  const within = isAsOf ? `, within: ${1 + random.below(4)}${unit}` : "";
  const step = isAsOf ? `join_as_of(${name}, ${on}${within})` : `join(${name}, ${on})`;
  return [`derive { here${index} = ${left} }`, step];
}

function claimOf(data: Dataset, random: Random): RandomSpec["claim"] {
  const draw = random.uniform();
  if (draw < 0.72) return "default";
  if (draw < 0.8) return "new_rows";
  if (draw < 0.88) return data.kind === "series" || data.kind === "one-series" ? "new(store)" : "new(user)";
  return draw < 0.94 ? "new(store)" : "transductive";
}

function taskText(data: Dataset, random: Random, derived: readonly string[], claim: RandomSpec["claim"]): string {
  const parts = ["y", "from: rows"];
  if (data.forecast) {
    parts.push(`horizon: ${1 + random.below(4)}${data.step === "1h" ? "h" : "d"}`);
    if (random.uniform() < 0.3) parts.push("known: [k]");
  }
  // Mostly named, so that columns that may not be used do not stand among the defaults.
  if (random.uniform() < 0.85) {
    const safe = ["x", "n", "k", ...(data.delay.column === 0 ? ["z"] : [])];
    const wrong = ["p", "y", "z", "rid"];
    const plain = safe.filter(() => random.uniform() < 0.6);
    const chosen = derived.filter(() => random.uniform() < 0.9);
    const extra = random.uniform() < 0.08 ? [pick(random, wrong)] : [];
    const all = [...new Set([...plain, ...chosen, ...extra])];
    parts.push(`features: [${(all.length === 0 ? ["x"] : all).join(", ")}]`);
  }
  if (claim !== "default") parts.push(`claim: ${claim}`);
  const kind = data.forecast ? "forecast" : data.classify ? "classify" : "regress";
  return `${kind}(${parts.join(", ")})`;
}

type Method = "one" | "folds" | "nested";

function splitText(data: Dataset, random: Random): { readonly split: string; readonly method: Method } {
  const isHonest = random.uniform() < 0.85;
  const later = ["holdout", "expanding", "sliding"] as const;
  const apart = ["holdout", "kfold", "stratified_kfold", "group_kfold"] as const;
  const all = [...later, ...apart, "purged_kfold", "nested"] as const;
  const name = pick<(typeof all)[number]>(random, isHonest ? (data.timed ? later : apart) : all);
  const group = data.kind === "series" || data.kind === "one-series" ? "store" : "user";
  const by = random.uniform() < (data.kind === "entities" ? 0.7 : 0.15) ? `, by: ${group}` : "";
  const gap = data.timed && random.uniform() < 0.25 ? `, gap: ${random.below(7)}${data.step === "1d" ? "d" : "h"}` : "";
  const calib = random.uniform() < 0.15 ? ", calib: 10%" : "";
  switch (name) {
    case "holdout":
      return { split: `holdout(t, test: 25%, val: 25%${by}${calib}${gap})`, method: "one" };
    case "expanding":
      return { split: `expanding(t, folds: 2, val: ${valOf(data)}, test: 20%${by}${calib}${gap})`, method: "folds" };
    case "sliding":
      return { split: `sliding(t, folds: 2, val: ${valOf(data)}, test: 20%, train: 40%${gap})`, method: "folds" };
    case "kfold":
      return { split: `kfold(t, folds: 3, test: 20%${by})`, method: "folds" };
    case "stratified_kfold":
      return { split: `stratified_kfold(t, folds: 3, test: 20%${by})`, method: "folds" };
    case "group_kfold":
      return { split: `group_kfold(t, by: ${group}, folds: 3, test: 20%)`, method: "folds" };
    case "purged_kfold":
      return { split: "purged_kfold(t, folds: 3, test: 20%)", method: "folds" };
    case "nested":
      return {
        split: "nested(outer, inner)\n\nsplit outer = kfold(t, folds: 2)\n\nsplit inner = kfold(t, folds: 2)",
        method: "nested",
      };
    default:
      return name satisfies never;
  }
}

const valOf = (data: Dataset): string => (data.step === "1d" ? "3d" : data.step === "1h" ? "6h" : "10%");

/** `isDrawn`: which rows there are is a matter of chance, so that the row before another is too. */
function learnText(
  data: Dataset,
  random: Random,
  method: Method,
  { chance, isDrawn }: { readonly chance: (share: number) => boolean; readonly isDrawn: boolean },
): string {
  const metric = data.classify ? "log_loss" : "mae";
  const wrap = (model: string): string => (data.forecast && chance(0.5) ? `direct(${model})` : model);
  const boosting = wrap("gradient_boosting(rounds: 5)");
  const plain = data.classify ? "logistic()" : wrap("ridge()");
  const open = data.classify ? "logistic(c: 0.1..1.0)" : wrap("ridge(alpha: 0.1..1.0)");
  // What needs more than its rows and columns: a window before the chain, groups by a column that may be none.
  const windows = [`difference(${1 + random.below(4)})`, "impute(forward)", "impute(forward, by: n)"];
  const window = data.timed && chance(0.3) && !isDrawn ? `${pick(random, windows)} |> ` : "";
  const groups = ["store", "n", "[store, n]", ...(data.classify ? ["y"] : [])];
  const by = chance(0.3) ? `, by: ${pick(random, groups)}` : "";
  const prepared = `{\n  numeric: ${window}impute(${pick(random, ["mean", "median"])}${by}) |> standardize()\n  categorical: ${pick(random, ["onehot()", "target_encode()", "ordinal() |> impute(median)"])}\n  boolean: drop()\n}`;
  const lines = [`transform prepared = ${prepared}`, `model fast = ${boosting}`, `model steady = prepared |> ${plain}`];
  // One wrong choice of a partition now and then.
  const slip = (right: string, wrong: readonly string[]): string =>
    method !== "nested" && chance(0.07) ? pick(random, wrong) : right;
  const parts =
    method === "nested"
      ? { train: "s.train", val: "s.val", dev: "s.train", test: "s.val" }
      : { train: "s.train", val: "s.val", dev: "s.dev", test: "s.test" };
  const evaluate = (name: string, what: string, on: string): string =>
    `evaluate ${name} = ${what} on ${on} {\n  metrics: [${metric}]\n}`;
  const draw = random.uniform();
  if (draw < 0.3) {
    lines.push(
      `fit champion = ${pick(random, ["fast", "steady"])} on ${slip(parts.dev, ["s.all", "s.train", "rows"])}`,
    );
    lines.push(evaluate("final", "champion", slip(parts.test, ["s.val", "s.dev", "s.train"])));
  } else if (draw < 0.65) {
    const inner = method === "nested" ? { train: "s.inner.train", val: "s.inner.val" } : parts;
    lines.push(`model searched = prepared |> ${open}`);
    lines.push(
      `search tuned = random(searched, trials: 3, seed: 1) {\n  fit: ${slip(inner.train, ["s.dev", "s.all"])}\n  score: ${slip(inner.val, ["s.test", "s.train"])}\n  minimize: ${metric}\n}`,
    );
    lines.push(`fit champion = tuned.best on ${slip(parts.dev, ["s.all", "s.train"])}`);
    lines.push(evaluate("final", "champion", slip(parts.test, ["s.val", "s.dev"])));
  } else if (draw < 0.85) {
    lines.push(`fit one = fast on ${parts.train} {\n  validate: ${slip(parts.val, ["s.test"])}\n  patience: 2\n}`);
    lines.push(evaluate("early", "one", slip(parts.test, [parts.val])));
  } else {
    lines.push(`fit one = fast on ${parts.train}`, `fit two = steady on ${parts.train}`);
    const combine = pick(random, ["mean(one, two)", `best_of(one, two, by: ${metric})`, "weighted(one, two)"]);
    const on = combine.startsWith("mean") ? "" : ` on ${slip(parts.val, ["s.test"])}`;
    lines.push(`ensemble both = ${combine}${on}`);
    lines.push(evaluate("final", "both", method === "nested" ? "s.val" : slip("s.test", ["s.val"])));
  }
  return lines.join("\n\n");
}
