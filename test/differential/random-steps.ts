// Random steps beyond expressions: rows that are chosen, copied, united, summed up by bins or turned into columns, and queries.
// Each kind has honest forms, and forms that take what they should not.
import type { Random } from "../../runtime/numeric/random.ts";
import type { Dataset } from "./random-data.ts";

const pick = <T>(random: Random, options: readonly T[]): T => options[random.below(options.length)]!;

export interface StepDraft {
  readonly data: Dataset;
  readonly random: Random;
  /** Declarations before the table of the task. */
  readonly tables: string[];
  readonly index: number;
  /** Makes a column a feature; false if there is one of that name. */
  readonly add: (column: string) => boolean;
}

/** Steps over the rows of the task themselves. */
export function rowStep(draft: StepDraft): readonly string[] {
  const { random } = draft;
  const draw = random.uniform();
  if (draw < 0.3) return unionOf(draft);
  if (draw < 0.55) return [dedupeStep(draft)];
  if (draw < 0.65) return [`sample(fraction: 0.8, seed: ${random.below(100)})`];
  return sqlStep(draft);
}

/** Two pieces of the same rows, put together again: copies where their conditions overlap. */
function unionOf({ data, random, tables, index }: StepDraft): readonly string[] {
  const bound = 2 + random.below(5);
  const honest = [
    [`x > ${bound}`, `x <= ${bound}`],
    [`n < ${bound}`, `not (n < ${bound})`],
    [`x > ${bound} or n > 3`, `not (x > ${bound} or n > 3)`],
  ];
  const wrong = [
    [`x > ${bound}`, `x > ${bound - 1}`],
    [`n <= ${bound}`, `n >= ${bound}`],
    ["x > 2", "n > 2"],
    [data.classify ? "y" : "y > 3", data.classify ? "not y" : "y <= 3"],
  ];
  const [one, other] = pick(random, random.uniform() < 0.7 ? honest : wrong);
  tables.push(`table rest${index} = base |> where(${other})`);
  // Before all other steps both sides have the same columns.
  return [`FIRST where(${one})`, `FIRST union(rest${index})`];
}

function dedupeStep({ data, random }: StepDraft): string {
  const key = pick(random, ["[store, n]", "[n]", "[rid]", ...(data.step === null ? ["[user]"] : [])]);
  const by = data.timed && random.uniform() < 0.7 ? ", by: at" : "";
  const keep = random.uniform() < 0.7 ? "first" : "last";
  const target = random.uniform() < 0.1 ? ", by: y" : by;
  return `dedupe(on: ${key}, keep: ${keep}${target})`;
}

function sqlStep({ data, random, index, add }: StepDraft): readonly string[] {
  const name = `q${index}`;
  const over = (frame: string): string =>
    `over (${data.kind === "series" ? "partition by store " : ""}order by input.at${frame})`;
  const honest = [
    "x * 2 + n",
    "coalesce(z, 0.5) + x",
    ...(data.timed
      ? [
          `avg(x) ${over(" rows between 3 preceding and current row")}`,
          `lag(x, 2) ${over("")}`,
          `max(n) ${over(" rows between unbounded preceding and 1 preceding")}`,
        ]
      : []),
  ];
  const wrong = [
    "x - avg(x) over ()",
    "p + 1",
    data.classify ? "case when y then 1.0 else 0.0 end" : "y * 2",
    "x - (select avg(x) from input)",
    ...(data.timed
      ? [`lead(x, 1) ${over("")}`, `avg(x) ${over(" rows between 1 preceding and 1 following")}`, `avg(y) ${over("")}`]
      : []),
  ];
  const value = pick(random, random.uniform() < 0.75 ? honest : wrong);
  if (!add(name)) return [];
  const reach = data.timed ? ", reach: 0s" : "";
  const fits = random.uniform() < 0.9 ? ", fits: false" : "";
  const where = random.uniform() < 0.2 ? ` where ${pick(random, ["x > 1.5", "n < 8", "p > 2", "y is not null"])}` : "";
  return [`sql("select *, ${value} as ${name} from input${where} order by rid"${reach}${fits})`];
}

/** Another table, in another form, joined to the rows. Only where there is a time. */
export function reshapedJoin({ data, random, tables, index, add }: StepDraft): readonly string[] {
  const unit = data.step === "1d" ? "d" : "h";
  const every = `${pick(random, [1, 2, 4])}${unit}`;
  const name = `made${index}`;
  const draw = random.uniform();
  if (draw < 0.2) {
    if (!add("w")) return [];
    const within = data.step === "1d" ? pick(random, ["12h", "6h", "1h"]) : pick(random, ["1h", "30min"]);
    // With a name of its own, as another join may bring `at_right` already.
    tables.push(`table ${name} = facts |> rename { met${index} = at }`);
    return [`join(${name}, on: store, within: ${within})`];
  }
  if (draw < 0.35) {
    if (!add("v")) return [];
    const time = pick(random, ["at == at", "at == known", "at"]);
    return [`join_as_of(bulletins, time: ${time}, within: ${1 + random.below(9)}${unit})`];
  }
  const column = `bin${index}`;
  if (draw < 0.7) {
    const label = pick(random, ["right", "right", "left"]);
    const value = pick(random, ["mean(w)", "sum(w)", "max(w)", "last(w)"]);
    tables.push(`table ${name} = facts |> resample(every: ${every}, label: ${label}) { ${column} = ${value} }`);
    if (!add(column)) return [];
  } else {
    const how = pick(random, ["mean", "sum", "max", "count"]);
    tables.push(
      `table ${name} = facts |> pivot(column: store, values: w, by: at, levels: ["a", "b", "c"], how: ${how}) |> rename { ${column} = w_${pick(random, ["a", "b"])} }`,
    );
    if (!add(column)) return [];
  }
  if (random.uniform() < 0.6) return [`join_as_of(${name}, within: ${1 + random.below(6)}${unit})`];
  return random.uniform() < 0.5
    ? [`join(${name}, on: at)`]
    : [`derive { there${index} = at - ${random.below(4)}${unit} }`, `join(${name}, on: there${index} == at)`];
}
