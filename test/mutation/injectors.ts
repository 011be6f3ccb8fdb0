// Leaks as edits of the text of a clean spec. Each injector returns the spec with the leak, or null where the spec has no
// place for it.
import { columnsOf, derived, filtered, named, replaced, type SpecText, sourceOf } from "./spec-text.ts";

export interface Injector {
  readonly name: string;
  /** The finding that must be made. */
  readonly id: string;
  readonly inject: (spec: SpecText) => string | null;
  /**
   * Why the mutant leaks by what its text says, where data cannot show it (a role is the author's word). Without it a
   * mutant counts only when a contract on data fails.
   */
  readonly argument?: string;
}

/** A plain number column that is used as it is, or null. */
const observed = (spec: SpecText): string | null =>
  columnsOf(spec).find(({ type, roles }) => /^(float|int)\??$/.test(type) && roles === "")?.name ?? null;

const withColumn = (spec: SpecText, expression: (column: string) => string): string | null => {
  const column = observed(spec);
  return column === null ? null : derived(spec, expression(column));
};

const numeric = ({ target }: SpecText): string =>
  target?.type === "bool" ? `if(${target.name}, 1.0, 0.0)` : `${target?.name} * 2`;

const ofTime = (spec: SpecText, mutant: string | null): string | null => (spec.timed ? mutant : null);
const ofOwnRow = (spec: SpecText, mutant: string | null): string | null => (spec.task === "forecast" ? null : mutant);

/** Then no entity has rows on both sides. */
function hasOneRowPerEntity(spec: SpecText): boolean {
  const entity = columnsOf(spec).find(({ roles }) => roles.includes("@entity"))?.name;
  const key = `(?:${entity}|\\[${entity}\\])[,)]`;
  return new RegExp(`\\b(?:dedupe\\((?:on: )?|aggregate\\((?:by: )?)${key}`).test(spec.text);
}

/** One more step at the head of the chain of the model that is judged. */
function chained({ text }: SpecText, step: string): string | null {
  const model = /^fit champion = (\w+) on /m.exec(text)?.[1];
  return model === undefined ? null : replaced(text, new RegExp(`^(model ${model} = )(?=\\w)`, "m"), `$1${step} |> `);
}

/** The rows of the table once more, joined as if they had happened earlier. */
function shiftedJoin(spec: SpecText, step: "join" | "join_as_of"): string | null {
  const column = observed(spec);
  const columns = columnsOf(spec);
  const time = columns.find(({ roles }) => roles.includes("@time"));
  const source = sourceOf(spec);
  if (column === null || time === undefined) return null;
  const back = /every: 1h/.test(time.roles) ? "3h" : "2d";
  const early = `table early_rows = ${source} |> derive { shifted_time = ${time.name} - ${back} } |> dedupe(on: [shifted_time]) |> select(shifted_time, ${column}) |> rename { injected = ${column} }\n\n`;
  const on = step === "join" ? "on: [own_time == shifted_time]" : "time: own_time == shifted_time, within: 1d";
  const steps = `derive { own_time = ${time.name} + 0d } |> ${step}(early_rows, ${on})`;
  const mutant = filtered(spec, steps);
  if (mutant === null) return null;
  const text = mutant.replace(/^(table mutated_rows )/m, `${early}$1`);
  return /features:/.test(text) ? named({ ...spec, text }, "injected") : text;
}

export const INJECTORS: readonly Injector[] = [
  {
    name: "fit on all rows, judge on the test",
    id: "leak/judged-on-fitted-rows",
    inject: ({ text }) => replaced(text, /^(fit champion = .* on (?:s|cv))\.(?:dev|train)\b/m, "$1.all"),
  },
  {
    name: "judge on the training rows",
    id: "leak/judged-on-fitted-rows",
    inject: ({ text }) => {
      // What is calibrated on the judged rows has a finding of its own.
      const on = /^fit champion = (?!calibrated|threshold).* on ((?:s|cv)\.\w+)/m.exec(text)?.[1];
      return on === undefined ? null : replaced(text, /^(evaluate final = champion on) \S+/m, `$1 ${on}`);
    },
  },
  {
    name: "score trials on the test",
    id: "leak/tuned-on-test",
    inject: ({ text }) => (/test:/.test(text) ? replaced(text, /score:(\s+)(s|cv)\.val/, "score:$1$2.test") : null),
  },
  {
    name: "stop early on the reported rows",
    id: "leak/early-stop-on-reported",
    inject: ({ text }) => {
      const on = /^evaluate \w+ = \w+ on ((?:s|cv)\.\w+)/m.exec(text)?.[1];
      return on === undefined ? null : replaced(text, /validate: (?:s|cv)\.\w+/, `validate: ${on}`);
    },
  },
  {
    name: "scale all rows before the split",
    id: "leak/fit-outside-train",
    inject: (spec) => (/transductive/.test(spec.text) || spec.split === "" ? null : filtered(spec, "standardize()")),
    argument: "the mean and the spread are those of all rows of the table, which the split cuts afterwards",
  },
  {
    name: "keep rows by a statistic of all rows",
    id: "leak/hindsight-filter",
    inject: (spec) => {
      const column = observed(spec);
      return column === null ? null : filtered(spec, `where(${column} < quantile(${column}, 0.9))`);
    },
  },
  {
    name: "keep rows by the target",
    id: "leak/hindsight-filter",
    inject: (spec) => {
      const { target } = spec;
      if (target === null || target.type === "category") return null;
      return ofOwnRow(
        spec,
        filtered(spec, target.type === "bool" ? `where(not ${target.name})` : `where(${target.name} > 3)`),
      );
    },
    argument: "rows that are judged are chosen by their own label",
  },
  {
    name: "a rank over all rows as a feature",
    id: "leak/hidden-statistic",
    inject: (spec) => withColumn(spec, (column) => `rank(${column})`),
    argument: "a rank compares with every other row",
  },
  {
    name: "the distance to the mean of all rows as a feature",
    id: "leak/hidden-statistic",
    inject: (spec) => withColumn(spec, (column) => `${column} - mean(${column})`),
  },
  ...[
    "lead($, 1)",
    "rolling_mean($, 5, center: true)",
    "fill_backward($)",
    "interpolate($)",
    "rolling_max(lead($, 2), 2)",
  ].map(
    (pattern): Injector => ({
      name: `${pattern.replace("$", "x")} as a feature`,
      id: "leak/future-feature",
      inject: (spec) =>
        ofTime(
          spec,
          withColumn(spec, (column) => pattern.replace("$", column)),
        ),
      ...(pattern.startsWith("fill") || pattern.startsWith("interp")
        ? { argument: "a missing value is filled from later rows" }
        : {}),
    }),
  ),
  {
    name: "rows cut at random",
    id: "leak/random-split-on-time",
    inject: (spec) =>
      /claim:/.test(spec.text) || /by:/.test(spec.split)
        ? null
        : ofTime(
            spec,
            replaced(spec.text, /(?:expanding|holdout|sliding)\((\w+), [^\n]*\)/, "kfold($1, folds: 3, test: 20%)"),
          ),
  },
  {
    name: "fit on the test, judge before it",
    id: "leak/random-split-on-time",
    inject: (spec) => {
      if (/claim:/.test(spec.text) || !/val:/.test(spec.split) || !/test:/.test(spec.split)) return null;
      const fitted = replaced(spec.text, /^(fit champion = .* on (?:s|cv))\.(?:dev|train)\b/m, "$1.test");
      return fitted === null || /validate/.test(fitted)
        ? null
        : ofTime(spec, replaced(fitted, /^(evaluate final = champion on (?:s|cv))\.test/m, "$1.val"));
    },
  },
  {
    name: "the target among the features",
    id: "leak/target-as-feature",
    inject: (spec) => (spec.target === null ? null : ofOwnRow(spec, named(spec, spec.target.name))),
  },
  {
    name: "a copy of the target as a feature",
    id: "leak/target-derived",
    inject: (spec) =>
      spec.target === null || spec.target.type === "category" ? null : ofOwnRow(spec, derived(spec, numeric(spec))),
  },
  {
    name: "a window that holds the own target",
    id: "leak/window-includes-target",
    inject: (spec) =>
      spec.target === null || spec.target.type === "category"
        ? null
        : ofTime(spec, ofOwnRow(spec, derived(spec, `rolling_mean(${spec.target.name}, 3)`))),
  },
  {
    name: "a column recorded after the outcome",
    id: "leak/posthoc-feature",
    inject: (spec) => {
      const column = columnsOf(spec).find(({ roles }) => roles.includes("@posthoc"));
      return column === undefined ? null : named(spec, column.name);
    },
  },
  {
    name: "values filled by groups of the target",
    id: "leak/target-as-feature",
    inject: (spec) => {
      const { target } = spec;
      if (target === null || /float/.test(target.type)) return null;
      return ofOwnRow(spec, chained(spec, `impute(mode, by: ${target.name})`));
    },
    argument: "what is filled in tells which answer the row has",
  },
  {
    name: "values filled by groups that are known after the outcome",
    id: "leak/posthoc-feature",
    inject: (spec) => {
      const column = columnsOf(spec).find(
        ({ type, roles }) => roles.includes("@posthoc") && /^(category|string|bool|int)/.test(type),
      );
      return column === undefined || /select\(/.test(spec.text)
        ? null
        : chained(spec, `impute(mode, by: ${column.name})`);
    },
    argument: "what is filled in tells what was recorded after the outcome",
  },
  {
    name: "an embargo shorter than a difference looks back",
    id: "leak/short-gap",
    inject: (spec) => {
      const unit = /@time\(every: 1([hd])\)/.exec(spec.text)?.[1];
      if (unit === undefined || spec.task === "forecast" || /claim:/.test(spec.text)) return null;
      const split = replaced(
        spec.text,
        /^(split \w+ = )\w+\((\w+), [^\n]*\)$/m,
        `$1purged_kfold($2, folds: 3, embargo: 2${unit}, test: 20%)`,
      );
      return split === null ? null : chained({ ...spec, text: split }, "difference(500)");
    },
    argument: "training rows after a judged block read values of the block",
  },
  {
    name: "an identifier as a feature",
    id: "leak/id-feature",
    inject: (spec) => {
      const column = columnsOf(spec).find(({ roles }) => roles.includes("@id"));
      return column === undefined ? null : named(spec, column.name);
    },
    argument: "an identifier names its row and nothing about it",
  },
  {
    name: "an identifier in another form as a feature",
    id: "leak/id-feature",
    inject: (spec) => {
      const column = columnsOf(spec).find(
        ({ type, roles }) => /^(int|float)$/.test(type) && /@(id|entity|group)\b/.test(roles),
      );
      return column === undefined ? null : derived(spec, `${column.name} * 1.0 + 7`);
    },
    argument: "every identifier has a number of its own",
  },
  ...(["join", "join_as_of"] as const).map(
    (step): Injector => ({
      name: `the value of a later row, by a ${step} on a shifted time`,
      id: "leak/future-feature",
      inject: (spec) => ofTime(spec, shiftedJoin(spec, step)),
    }),
  ),
  {
    name: "a column that is published a week late",
    id: "leak/late-column",
    inject: (spec) => {
      const column = observed(spec);
      if (column === null || /features:|aggregate|select\(|delay/.test(spec.text)) return null;
      return ofTime(spec, replaced(spec.text, new RegExp(`^(  ${column}:\\s+\\w+\\??)[ \\t]*$`, "m"), "$1 @delay(7d)"));
    },
    argument: "the author says that the value is published after its row",
  },
  {
    name: "no gap before the judged rows",
    id: "leak/short-gap",
    inject: (spec) => {
      const horizon = Number(/horizon: (\d+)/.exec(spec.text)?.[1] ?? 0);
      if (horizon < 2 || /gap:|claim:/.test(spec.text) || spec.task !== "forecast") return null;
      return replaced(spec.text, /^(split \w+ = (?:expanding|holdout|sliding)\([^\n]*)\)$/m, "$1, gap: 0)");
    },
    // The runtime drops training origins whose labels reach into judged rows, whatever the gap says.
    argument: "the last training labels are later than the first judged origins",
  },
  {
    name: "rows of one entity on both sides",
    id: "leak/entity-overlap",
    inject: (spec) =>
      spec.timed ||
      !/@entity(?!\(unique: true)/.test(spec.text) ||
      /transductive/.test(spec.text) ||
      hasOneRowPerEntity(spec)
        ? null
        : replaced(spec.text, /^(split \w+ = )\w+\((\w+), [^\n]*\)$/m, "$1kfold($2, folds: 3, test: 20%)"),
  },
  {
    name: "a claim about new values that the split does not keep apart",
    id: "leak/split-misses-claim",
    inject: (spec) => {
      const column = columnsOf(spec).find(({ type, roles }) => type === "category" && /@(series|entity)/.test(roles));
      if (column === undefined || /claim:/.test(spec.text) || /by:/.test(spec.split)) return null;
      return ofTime(spec, replaced(spec.text, /^(task \w+ = [^\n]*)\)$/m, `$1, claim: [new(${column.name}), future])`));
    },
  },
  ...(["best_of", "weighted"] as const).map(
    (way): Injector => ({
      name: `${way} chosen on the test`,
      id: way === "best_of" ? "leak/selected-on-reported" : "leak/weights-on-reported",
      inject: ({ text }) =>
        replaced(text, new RegExp(`^(ensemble \\w+ = ${way}\\([^\\n]*\\) on (?:s|cv))\\.val`, "m"), "$1.test"),
    }),
  ),
  {
    name: "calibrated or thresholded on the test",
    id: "leak/calibrated-on-reported",
    inject: ({ text }) =>
      replaced(text, /^(fit \w+ = (?:calibrated|threshold)\([^\n]*\) on (?:s|cv))\.\w+/m, "$1.test"),
    argument: "the calibration or threshold is learned from the rows that judge it",
  },
  {
    name: "stacking on the rows of the members",
    id: "leak/stacked-in-sample",
    inject: ({ text }) =>
      replaced(text, /^ensemble (\w+) = mean\((\w+, \w+)\)$/m, "ensemble $1 = stacked($2) on s.train"),
    argument: "the members predict rows that they were fitted on",
  },
  {
    name: "an observed column as known ahead",
    id: "leak/unknown-future-covariate",
    inject: (spec) => {
      const column = observed(spec);
      if (column === null || spec.task !== "forecast" || /known:/.test(spec.text)) return null;
      return replaced(spec.text, /^(task \w+ = forecast\([^\n]*)\)$/m, `$1, known: [${column}])`);
    },
    argument: "the column is observed at its own moment, not before",
  },
  {
    name: "a lag shorter than the horizon as known ahead",
    id: "leak/lag-shorter-than-horizon",
    inject: (spec) => {
      const column = observed(spec);
      const horizon = Number(/horizon: (\d+)/.exec(spec.text)?.[1] ?? 0);
      if (column === null || horizon < 2 || spec.task !== "forecast" || /known:/.test(spec.text)) return null;
      const mutant = filtered(spec, `derive { injected = lag(${column}, 1) }`);
      return mutant === null ? null : replaced(mutant, /^(task \w+ = forecast\([^\n]*)\)$/m, "$1, known: [injected])");
    },
    argument: "the value two steps ahead is made from what is observed one step ahead",
  },
  {
    name: "copies of rows before the split",
    id: "leak/resampled-before-split",
    inject: (spec) =>
      (spec.timed && spec.task === "forecast") || spec.split === "" ? null : filtered(spec, `union(${spec.table})`),
  },
  {
    name: "the clock in a feature",
    id: "leak/now-in-feature",
    inject: (spec) => {
      const time = columnsOf(spec).find(({ roles }) => roles.includes("@time"));
      return time === undefined ? null : derived(spec, `days_between(${time.name}, now())`);
    },
    argument: "the value depends on when the spec is run",
  },
];
