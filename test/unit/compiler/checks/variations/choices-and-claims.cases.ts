// E to H: rows that are not independent, choices that looked at judged rows, ensembles, and what a split claims.
import { annotate, type Case, type Domain, homes, load, loans, on, panel, sales, tickets, visits } from "./domains.ts";

const evaluate = (name: string, value: string, rows: string, metric: string): string =>
  `evaluate ${name} = ${value} on ${rows} {\n  metrics: [${metric}]\n}`;

function search(fit: string, score: string, { metric }: Domain, more = ""): string {
  const wins = metric === "roc_auc" ? "maximize" : "minimize";
  return `model open_model = onehot() |> gradient_boosting(max_depth: 3..6)\n\nsearch tuned = random(open_model, trials: 4, seed: 1) {\n  fit:   ${fit}\n  score: ${score}\n${more}  ${wins}: ${metric}\n}`;
}

const winner = "fit champion = tuned.best on s.dev";
const two = (rows: string): string =>
  `fit a = m on ${rows}\n\nfit b = standardize() |> onehot() |> gradient_boosting(max_depth: 4) on ${rows}`;
const HOLDOUT = "holdout(t, test: 20%, val: 20%, calib: 10%)";
const PARTS = [loans, tickets, sales];
const WITH_PARTS = { split: HOLDOUT };

const ensemble = (
  entry: string,
  id: string,
  kind: string,
  rows: string,
  good: string,
  fitRows = "s.train",
): readonly Case[] =>
  on(PARTS, ({ metric }) => {
    const parts = { ...WITH_PARTS, before: two(fitRows), judge: evaluate("final", "joined", "s.test", metric) };
    return {
      entry,
      id,
      at: rows,
      wrong: { ...parts, fit: `ensemble joined = ${kind}([a, b]) on ${rows}` },
      right: { ...parts, before: two("s.train"), fit: `ensemble joined = ${kind}([a, b]) on ${good}` },
    };
  });

const calibration = (call: string, rows: string, domains = [loans, tickets, visits]): readonly Case[] =>
  on(domains, ({ metric }) => {
    const parts = {
      split: "holdout(t, test: 20%, val: 20%, calib: 10%, by: patient)",
      before: "fit champion = m on s.train",
      judge: evaluate("final", "tuned_value", "s.test", metric),
    };
    return {
      entry: "LK603",
      id: "leak/calibrated-on-reported",
      at: rows === "s.train" ? rows : rows,
      wrong: { ...parts, fit: `fit tuned_value = ${call} on ${rows}` },
      right: { ...parts, fit: `fit tuned_value = ${call} on s.calib` },
    };
  }).map((one) =>
    one.domain === visits
      ? one
      : { ...one, wrong: { ...one.wrong, split: HOLDOUT }, right: { ...one.right, split: HOLDOUT } },
  );

const repeated = (domain: Domain, column: string): string =>
  annotate(domain, column, "@entity").replace(/@entity\(unique: true\)/, "");

export const choicesAndClaims: readonly Case[] = [
  ...on([loans, homes, visits], (domain) => {
    const source = domain === visits ? domain.source : repeated(domain, domain.category);
    const entity = domain === visits ? "patient" : domain.category;
    return {
      entry: "LK501",
      id: "leak/entity-overlap",
      at: "kfold(t, folds: 6, test: 10%)",
      wrong: { source, split: "kfold(t, folds: 6, test: 10%)", model: "ordinal() |> gradient_boosting()" },
      right: {
        source,
        split: `kfold(t, folds: 6, test: 10%, by: ${entity})`,
        model: "ordinal() |> gradient_boosting()",
      },
    };
  }),
  ...on([loans, homes, visits], (domain) => ({
    entry: "LK501",
    id: "leak/entity-overlap",
    strict: true as const,
    at: "holdout(t, test: 20%)",
    wrong: { source: domain.source.replace(/ @entity(\(unique: true\))?/, " @ignore"), split: "holdout(t, test: 20%)" },
    right: { split: domain === visits ? "holdout(t, test: 20%, by: patient)" : "holdout(t, test: 20%)" },
  })),
  ...on([visits, loans, homes], (domain) => {
    const fine = { visits: "scan", loans: "branch", homes: "quarter" }[domain.name] ?? "";
    const coarse = { visits: "site", loans: "city", homes: "rooms" }[domain.name] ?? "";
    return {
      entry: "LK502",
      id: "leak/entity-overlap",
      at: `group_kfold(t, by: ${fine}, folds: 4, test: 20%)`,
      wrong: { args: `claim: new(${coarse})`, split: `group_kfold(t, by: ${fine}, folds: 4, test: 20%)` },
      right: { args: `claim: new(${coarse})`, split: `group_kfold(t, by: ${coarse}, folds: 4, test: 20%)` },
    };
  }),
  ...on([loans, homes, visits], (domain) => {
    const source = annotate(domain, domain.category, "@group").replace("@entity\n", "\n");
    return {
      entry: "LK503",
      id: "leak/entity-overlap",
      at: "holdout(t, test: 25%, seed: 9)",
      wrong: { source, split: "holdout(t, test: 25%, seed: 9)" },
      right: { source, split: `holdout(t, test: 25%, seed: 9, by: ${domain.category})` },
    };
  }),
  ...on([visits, loans, homes], (domain) => {
    const source = domain === visits ? domain.source : repeated(domain, domain.category);
    const by = domain === visits ? "patient" : domain.category;
    const outer = `split outer = group_kfold(t, by: ${by}, folds: 4)\n\n`;
    const parts = { source, model: "ordinal() |> gradient_boosting()" };
    const rest = (metric: string) =>
      search("s.inner.train", "s.inner.val", domain).replace("onehot()", "ordinal()") +
      `\n\nfit champion = tuned.best on s.train\n\n${evaluate("final", "champion", "s.val", metric)}`;
    const nested = (inner: string) => ({
      ...parts,
      args: "",
      split: `nested(outer, ${inner})`,
      before: outer,
      fit: rest(domain.metric),
      judge: "report summary = html(final)",
    });
    return {
      entry: "LK505",
      id: "leak/entity-overlap",
      at: "kfold(folds: 3)",
      wrong: nested("kfold(folds: 3)"),
      right: nested(`kfold(folds: 3, by: ${by})`),
    };
  }).map((one) => {
    const { args: _a, ...wrong } = one.wrong;
    const { args: _b, ...right } = one.right;
    return { ...one, wrong, right };
  }),
  // ---- choosing with the evaluation set
  ...on([loans, homes, sales, load], (domain) => ({
    entry: "LK601",
    id: "leak/tuned-on-test",
    at: "s.test",
    wrong: { before: search("s.train", "s.test", domain), fit: "fit champion = tuned.best on s.train" },
    right: { before: search("s.train", "s.val", domain), fit: winner },
  })),
  ...on(PARTS, () => ({
    entry: "LK602",
    id: "leak/early-stop-on-reported",
    at: "s.test",
    wrong: { ...WITH_PARTS, fit: "fit champion = m on s.train {\n  validate: s.test\n  patience: 5\n}" },
    right: { ...WITH_PARTS, fit: "fit champion = m on s.train {\n  validate: s.val\n  patience: 5\n}" },
  })),
  ...on(PARTS, ({ metric }) => ({
    entry: "LK602",
    id: "leak/early-stop-on-reported",
    at: "s.val",
    wrong: {
      ...WITH_PARTS,
      fit: "fit champion = m on s.train {\n  validate: s.val\n}",
      judge: evaluate("final", "champion", "s.val", metric),
    },
    right: {
      ...WITH_PARTS,
      fit: "fit champion = m on s.train {\n  validate: s.val\n}",
      judge: evaluate("final", "champion", "s.calib", metric),
    },
  })),
  ...calibration("conformal(champion)", "s.test", [homes]),
  ...calibration("conformal(champion, level: 0.8)", "s.train", [homes]),
  ...calibration("calibrated(champion)", "s.test"),
  ...calibration("threshold(champion, maximize: f1)", "s.train"),
  ...ensemble("LK604", "leak/selected-on-reported", "best_of", "s.test", "s.val"),
  ...ensemble("LK102", "leak/judged-on-fitted-rows", "best_of", "s.train", "s.val"),
  ...on([loans, homes, sales], (domain) => ({
    entry: "LK605",
    id: "leak/selected-on-reported",
    at: "s.val",
    wrong: {
      before: search("s.train", "s.val", domain),
      fit: "fit champion = tuned.best on s.train",
      on: "s.val",
    },
    right: { before: search("s.train", "s.val", domain), fit: winner },
  })),
  ...on(PARTS, ({ metric }) => {
    const seeds = [1, 2, 3].map((seed) => `fit f${seed} = m on s.train {\n  seed: ${seed}\n}`).join("\n\n");
    const parts = { ...WITH_PARTS, before: seeds, judge: evaluate("final", "lucky", "s.test", metric) };
    return {
      entry: "LK606",
      id: "leak/selected-on-reported",
      at: "s.test",
      wrong: { ...parts, fit: "ensemble lucky = best_of([f1, f2, f3]) on s.test" },
      right: { ...parts, fit: "ensemble lucky = mean([f1, f2, f3])" },
    };
  }),
  ...ensemble("LK610", "leak/weights-on-reported", "weighted", "s.test", "s.val"),
  ...ensemble("LK701", "leak/stacked-in-sample", "stacked", "s.train", "s.val"),
  ...ensemble("LK702", "leak/stacked-in-sample", "stacked", "s.val", "s.calib", "s.dev"),
  ...ensemble("LK703", "leak/stacked-in-sample", "weighted", "s.dev", "s.calib", "s.dev"),
  ...on([loans, homes, visits], ({ number, target }) => {
    const label = target === "price" ? `${number} * 2.0` : `${number} > 2`;
    const parts = (rows: string) => ({
      before: `table guessed = s.${rows} |> derive { ${target} = ${label} }\n\ntable more = s.train |> union(guessed)`,
      fit: "fit champion = m on more",
    });
    return {
      entry: "LK704",
      id: "leak/pseudo-labels-from-test",
      at: "fit champion = m on more",
      wrong: { split: "holdout(t, test: 20%, val: 20%, by: x)", ...parts("test") },
      right: { split: "holdout(t, test: 20%, val: 20%, by: x)", ...parts("val") },
    };
  }).map((one) => {
    const by = one.domain === visits ? ", by: patient" : "";
    const split = `holdout(t, test: 20%, val: 20%${by})`;
    return { ...one, wrong: { ...one.wrong, split }, right: { ...one.right, split } };
  }),
  ...on([loans, tickets, sales], ({ metric }) => {
    const parts = {
      ...WITH_PARTS,
      before: "fit a = m on s.train",
      judge: evaluate("final", "joined", "s.test", metric),
    };
    return {
      entry: "LK705",
      id: "leak/unknown-provenance",
      strict: true as const,
      at: 'registry("foundation@v2")',
      wrong: { ...parts, fit: 'ensemble joined = mean([a, registry("foundation@v2")])' },
      right: { ...parts, fit: "ensemble joined = mean([a, a])" },
    };
  }).map((one) => ({
    ...one,
    right: { ...one.right, before: two("s.train"), fit: "ensemble joined = mean([a, b])" },
  })),
  ...on([loans, homes, visits], () => ({
    entry: "LK705",
    id: "leak/unknown-provenance",
    strict: true as const,
    at: 'onnx("old.onnx")',
    wrong: { model: 'onnx("old.onnx")' },
    right: {},
  })),
  ...on([tickets], () => ({
    entry: "LK117",
    id: "leak/unknown-provenance",
    strict: true as const,
    at: 'lightgbm_file("old.txt")',
    wrong: { model: 'lightgbm_file("old.txt")' },
    right: { model: 'lightgbm_file("old.txt", trained_until: 2019-12-31)' },
  })),
  // ---- what the evaluation stands for
  ...on([sales, panel, tickets], ({ category, split }) => ({
    entry: "LK801",
    id: "leak/split-misses-claim",
    at: split,
    wrong: { args: `claim: [future, new(${category})]` },
    right: { args: `claim: [future, new(${category})]`, split: split.replace(/\)$/, `, by: ${category})`) },
  })),
  ...on([loans, homes, sales], ({ name, target, number }) => {
    const label = name === "loans" ? target : `${target} > 0`;
    return {
      entry: "LK802",
      id: "leak/hindsight-filter",
      at: label,
      wrong: { before: `table easy = s.test |> where(${label})`, on: "easy" },
      right: { before: `table easy = s.test |> where(${number} > 0)`, on: "easy" },
    };
  }),
  ...on([loans, homes, visits], () => ({
    entry: "LK803",
    id: "leak/resampled-before-split",
    at: "plugin_smote()",
    wrong: { before: "table te = s.test |> plugin_smote()", on: "te" },
    right: { before: "table te = s.dev |> plugin_smote()", fit: "fit champion = m on te" },
  })),
];
