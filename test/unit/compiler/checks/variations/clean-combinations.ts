// Honest pipelines in many shapes: tables, splits, models and ways of judging combined on every domain that can have them, and
// the classic false alarms. None of them may be refused.
import {
  DOMAINS,
  type Domain,
  homes,
  load,
  loans,
  type Parts,
  panel,
  sales,
  spec,
  tickets,
  visits,
} from "./domains.ts";

type Named = readonly [name: string, text: string];

const MODELS = [
  "onehot() |> gradient_boosting()",
  "target_encode() |> gradient_boosting(max_depth: 4)",
  "{ numeric: impute(median) |> standardize(), categorical: onehot(max: 20) } |> gradient_boosting()",
  "ordinal() |> bins() |> gradient_boosting()",
  "frequency_encode() |> robust() |> plugin_reduce() |> gradient_boosting()",
  "plugin_decay() |> onehot() |> gradient_boosting()",
  "plugin_hash() |> plugin_norm() |> onehot() |> gradient_boosting()",
];

const SPLITS: Readonly<Record<string, readonly string[]>> = {
  loans: [
    "holdout(t, test: 20%)",
    "kfold(t, folds: 4, test: 20%)",
    "stratified_kfold(t, folds: 3, test: 20%, seed: 8)",
  ],
  homes: [
    "holdout(t, test: 30%, seed: 3)",
    "kfold(t, folds: 3, test: 10%)",
    "group_kfold(t, by: quarter, folds: 4, test: 20%)",
  ],
  visits: [
    "group_kfold(t, by: patient, folds: 3, test: 20%)",
    "kfold(t, by: patient, folds: 3, test: 20%)",
    "holdout(t, by: patient, test: 20%)",
  ],
  tickets: ["holdout(t, test: 20%)", "holdout(t, test: 20%, by: team)", "expanding(t, folds: 3, val: 10%, test: 20%)"],
  sales: [
    "holdout(t, test: 56d)",
    "sliding(t, folds: 2, train: 200d, val: 28d, test: 20%)",
    "purged_kfold(t, folds: 4, test: 20%)",
  ],
  load: [
    "holdout(t, test: 20%)",
    "sliding(t, folds: 2, train: 90d, val: 10d, test: 20%)",
    "expanding(t, folds: 2, val: 5d, test: 20%, gap: 1d)",
  ],
  panel: ["holdout(t, test: 20%)", "expanding(t, folds: 2, val: 8w, test: 20%)", "holdout(t, by: item, test: 20%)"],
};

const models = DOMAINS.flatMap((domain) =>
  (SPLITS[domain.name] ?? []).flatMap((split, i) =>
    MODELS.map((model, j): Named => [`${domain.name}: split ${i}, model ${j}`, spec(domain, { split, model })]),
  ),
);

/** Row-wise and trailing steps before the split. */
const TABLES: readonly ((domain: Domain) => string | null)[] = [
  ({ name, number, other }) =>
    `table rows = ${name} |> derive { ratio = ${number} / ${other} } |> where(${number} > 0)`,
  ({ name, number }) =>
    `table rows = ${name} |> derive { step_ = if(${number} > 10, 1, 0), root = sqrt(abs(${number})) }`,
  ({ name, target }) => `table rows = ${name} |> where(not is_null(${target})) |> sort(${target})`,
  ({ name, category, number }) =>
    `source extra = csv("extra.csv") {\n  ${category}: category\n  fee: float\n  told_at: timestamp @known_at\n}\n\ntable fees = extra |> aggregate(by: ${category}) { fee = mean(fee) }\n\ntable rows = ${name} |> join(fees, on: ${category}) |> derive { net = ${number} - fee }`,
  ({ name }) => `table rows = ${name} |> sample(fraction: 50%, seed: 3)`,
  ({ name }) => `table rows = ${name} |> dedupe()`,
  (domain) =>
    isTimed(domain)
      ? `table rows = ${domain.name} |> derive { l = lag(${domain.number}, 1..3), m7 = rolling_mean(${domain.number}, 7) }`
      : null,
  (domain) =>
    isTimed(domain)
      ? `table rows = ${domain.name} |> derive { p = lag(${domain.target}, 1), trend = diff(${domain.number}, 1) }`
      : null,
  (domain) =>
    isTimed(domain)
      ? `table rows = ${domain.name} |> derive { mo = month(${moment(domain)}), wk = weekday(${moment(domain)}) }`
      : null,
];

const isTimed = ({ name }: Domain): boolean => ["tickets", "sales", "load", "panel"].includes(name);
const moment = ({ name }: Domain): string => ({ tickets: "opened", sales: "day", load: "at" })[name] ?? "week";

const tables = DOMAINS.flatMap((domain) =>
  TABLES.flatMap((make, i): readonly Named[] => {
    const more = make(domain);
    return more === null ? [] : [[`${domain.name}: table ${i}`, spec(domain, { more, from: "rows" })]];
  }),
);

const trap = (name: string, domain: Domain, parts: Parts): Named => [
  `trap: ${name} (${domain.name})`,
  spec(domain, parts),
];

/** What linters take for leaks and what is none. */
const TRAPS: readonly Named[] = [
  ...[loans, homes, sales].flatMap((domain) => {
    const { name, number, metric, category, model } = domain;
    return [
      trap("bins with constant edges", domain, {
        more: `table rows = ${name} |> bins(edges: [1.0, 5.0])`,
        from: "rows",
      }),
      trap("a filling with a constant", domain, { more: `table rows = ${name} |> impute(constant(0))`, from: "rows" }),
      trap("an unused scaler over all rows", domain, { more: `table unused = ${name} |> standardize()` }),
      trap("an unused fit over all rows", domain, { before: "fit unused = standardize() on s.all" }),
      trap("a fit on a part of train", domain, {
        before: "table few = s.dev |> sample(fraction: 10%)",
        fit: "fit champion = m on few",
      }),
      trap("a refit on everything for use", domain, { before: `fit shipped = m on s.all\n\npublish best = shipped` }),
      trap("a row-wise norm", domain, { more: `table rows = ${name} |> plugin_norm()`, from: "rows" }),
      trap("hashing", domain, { more: `table rows = ${name} |> plugin_hash()`, from: "rows" }),
      trap("logarithms", domain, { more: `table rows = ${name} |> log1p()`, from: "rows" }),
      trap("a filter on training rows by a statistic", domain, {
        before: `table usual = s.dev |> where(${number} < quantile(${number}, 0.99))`,
        fit: "fit champion = m on usual",
      }),
      trap("classes balanced in training only", domain, {
        before: "table more = s.dev |> plugin_smote()",
        fit: "fit champion = m on more",
      }),
      trap("two declarations of one split", domain, {
        before: `split again = ${domain.split}`,
        fit: "fit champion = m on again.dev",
      }),
      trap("several values in one evaluation", domain, {
        before: "fit other = onehot() |> gradient_boosting(max_depth: 2) on s.dev",
        judge: `evaluate final = [champion, other] on s.test {\n  metrics: [${metric}]\n}`,
      }),
      trap("errors by group", domain, {
        judge: `evaluate final = champion on s.test {\n  metrics: [${metric}]\n  by: [${category}]\n}`,
      }),
      trap("a scaler fitted on training rows by itself", domain, {
        before: "fit z = standardize() on s.dev\n\ntable tr = s.dev |> z\n\ntable te = s.test |> z",
        fit: "fit champion = m on tr",
        on: "te",
      }),
      trap("a named model chain", domain, {
        before: `transform prep = standardize() |> robust()\n\nmodel chained = prep |> ${model}`,
        fit: "fit champion = chained on s.dev",
      }),
    ];
  }),
  ...[loans, homes].map((domain) =>
    trap("a transductive claim", domain, {
      more: `table rows = ${domain.name} |> standardize()`,
      from: "rows",
      args: "claim: transductive",
    }),
  ),
  ...[loans, visits].map((domain) =>
    trap("pseudo-labels under a transductive claim", domain, {
      args: "claim: transductive",
      split: "holdout(t, test: 20%)",
      before: `table guessed = s.test |> derive { ${domain.target} = ${domain.number} > 2 }\n\ntable more = s.dev |> union(guessed)`,
      fit: "fit champion = m on more",
    }),
  ),
  ...[sales, load, panel].flatMap((domain) => {
    const { name, number, target } = domain;
    const step = (entry: string): Parts => ({ more: `table rows = ${name} |> derive { ${entry} }`, from: "rows" });
    return [
      trap("lags before the split", domain, step(`old = lag(${number}, 1..7)`)),
      trap(
        "rolling features whose first test rows read training rows",
        domain,
        step(`m = rolling_mean(${number}, 28)`),
      ),
      trap("a mean of all earlier rows", domain, step(`m = expanding_mean(lag(${target}, 1))`)),
      trap("a filling from the past", domain, step(`f = fill_forward(${number})`)),
      trap("calendar of the future", domain, step(`c = weekday(lead(${moment(domain)}, 1))`)),
    ];
  }),
  trap("a plan for the future", sales, {
    more: "table rows = sales |> derive { soon_promo = lead(promo, 3) }",
    from: "rows",
  }),
  trap("known covariates", load, { args: "known: [holiday]" }),
  trap("known covariates", panel, { args: "known: [plan]" }),
  trap("the target up to the origin", load, {
    more: "table rows = load |> derive { d24 = rolling_mean(demand, 24h), d1 = lag(demand, 1) }",
    from: "rows",
  }),
  trap("new rows claimed where order means nothing", tickets, {
    args: "claim: new_rows",
    split: "kfold(t, folds: 3, test: 20%)",
  }),
  trap("an as-of join that looks back", tickets, {
    more: 'source status = csv("status.csv") {\n  since_: timestamp @time\n  team: category\n  busy: float\n}\n\ntable rows = tickets |> join_as_of(status, on: team, within: 30d)',
    from: "rows",
  }),
  trap("nested choice without a holdout", homes, {
    before: `split n = nested(s, kfold(folds: 3))\n\nmodel open_model = onehot() |> gradient_boosting(max_depth: 3..6)\n\nsearch tuned = random(open_model, trials: 3, seed: 1) {\n  fit: n.inner.train\n  score: n.inner.val\n  minimize: mae\n}`,
    split: "kfold(t, folds: 5)",
    fit: "fit champion = tuned.best on n.train",
    on: "n.val",
  }),
];

export const cleanCombinations: readonly Named[] = [...models, ...tables, ...TRAPS];
