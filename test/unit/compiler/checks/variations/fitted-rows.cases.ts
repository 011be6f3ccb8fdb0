// A, B: what is fitted on rows that are judged, and rows that stand on both sides.
import { annotate, type Case, type Domain, homes, load, loans, on, panel, sales, tickets, visits } from "./domains.ts";

const TABULAR = [loans, homes, visits];
const ALL = [loans, homes, visits, tickets, sales];

/** A transform over all rows of the source, and the same in the model chain. */
const inTable = (entry: string, domains: readonly Domain[], call: string): readonly Case[] =>
  on(domains, ({ name, model }) => ({
    entry,
    id: "leak/fit-outside-train",
    at: call,
    wrong: { more: `table rows = ${name} |> ${call}`, from: "rows" },
    right: { model: `${call} |> ${model}` },
  }));

const judged = (metric: string): string => `evaluate final = champion on te {\n  metrics: [${metric}]\n}`;

/** A transform fitted by itself on some rows, applied to training and judged rows. */
const fittedOn = (entry: string, domains: readonly Domain[], rows: string, before: string): readonly Case[] =>
  on(domains, ({ metric }) => {
    const rest = "table tr = s.dev |> z\n\ntable te = s.test |> z";
    const parts = { fit: "fit champion = m on tr", judge: judged(metric) };
    return {
      entry,
      id: "leak/fit-outside-train",
      at: `fit z = standardize() on ${rows}`,
      wrong: { ...parts, before: `${before}fit z = standardize() on ${rows}\n\n${rest}` },
      right: { ...parts, before: `fit z = standardize() on s.dev\n\n${rest}` },
    };
  });

const search = (fit: string, score: string, metric: string): string =>
  `search tuned = random(choice_of, trials: 4, seed: 1) {
  fit:   ${fit}
  score: ${score}
  ${metric === "roc_auc" ? "maximize" : "minimize"}: ${metric}
}`;

export const fittedRows: readonly Case[] = [
  ...inTable("LK101", ALL, "standardize()"),
  ...inTable("LK101", [load, panel], "robust()"),
  ...on(ALL, () => ({
    entry: "LK102",
    id: "leak/judged-on-fitted-rows",
    at: "fit champion = m on s.all",
    wrong: { fit: "fit champion = m on s.all" },
    right: {},
  })),
  ...on([homes, visits, sales], () => ({
    entry: "LK102",
    id: "leak/judged-on-fitted-rows",
    at: "fit champion = m on s.dev",
    wrong: { on: "s.val" },
    right: { fit: "fit champion = m on s.train", on: "s.val" },
  })),
  ...fittedOn("LK103", [loans, homes, tickets], "both", "table both = concat(s.dev, s.test)\n\n"),
  ...fittedOn("LK104", [loans, visits, sales], "s.test", ""),
  ...on([homes, visits, sales], ({ metric, name }) => ({
    entry: "LK106",
    id: "leak/fit-outside-train",
    at: "fit z = standardize() on s.dev",
    wrong: {
      before: `model choice_of = onehot() |> gradient_boosting(max_depth: 3..6)\n\nfit z = standardize() on s.dev\n\ntable tr = s.train |> z\n\ntable va = s.val |> z\n\n${search("tr", "va", metric)}`,
      fit: `fit champion = tuned.best on s.dev`,
    },
    right: {
      before: `model choice_of = standardize() |> onehot() |> gradient_boosting(max_depth: 3..6)\n\n${search("s.train", "s.val", metric)}\n\ntable unused_${name} = ${name} |> standardize()`,
      fit: `fit champion = tuned.best on s.dev`,
    },
  })),
  ...on([loans, tickets], ({ metric }) => {
    const rest = "table tr = s.train |> z\n\ntable va = s.val |> z\n\ntable te = s.test |> z";
    const parts = { fit: "fit champion = m on tr {\n  validate: va\n}", judge: judged(metric) };
    return {
      entry: "LK107",
      id: "leak/fit-outside-train",
      at: "fit z = minmax() on s.dev",
      wrong: { ...parts, before: `fit z = minmax() on s.dev\n\n${rest}` },
      right: { ...parts, before: `fit z = minmax() on s.train\n\n${rest}` },
    };
  }),
  {
    entry: "LK107",
    id: "leak/fit-outside-train",
    at: "fit z = robust() on s.dev",
    domain: sales,
    wrong: {
      split: "holdout(t, test: 56d, val: 28d)",
      before: "fit z = robust() on s.dev\n\ntable tr = s.train |> z\n\ntable va = s.val |> z",
      fit: "fit champion = m on tr {\n  validate: va\n}",
    },
    right: { split: "holdout(t, test: 56d, val: 28d)", fit: "fit champion = m on s.train {\n  validate: s.val\n}" },
  },
  ...inTable("LK109", [loans, visits], "onehot()"),
  ...inTable("LK109", [homes, tickets], "frequency_encode()"),
  ...inTable("LK109", [sales], "ordinal()"),
  ...inTable("LK110", [loans, homes, tickets], "plugin_select()"),
  ...inTable("LK111", [visits, homes, load], "plugin_reduce()"),
  ...inTable("LK113", [loans, homes, sales], "bins()"),
  ...inTable("LK114", [loans, visits, panel], "plugin_neighbours()"),
  ...inTable("LK114", TABULAR, "impute(median)"),
  ...on([loans, homes, visits], ({ metric }) => ({
    entry: "LK117",
    id: "leak/unknown-provenance",
    strict: true as const,
    at: 'registry("old@production")',
    wrong: { judge: `evaluate final = registry("old@production") on s.test {\n  metrics: [${metric}]\n}` },
    right: {},
  })),
  ...on([loans, homes, sales], () => ({
    entry: "LK117",
    id: "leak/unknown-provenance",
    strict: true as const,
    at: 'registry("old@production")',
    wrong: { fit: 'fit champion = m on s.dev {\n  warm_start: registry("old@production")\n}' },
    right: {},
  })),
  // ---- the same row on both sides
  ...on([loans, homes, tickets], ({ name, model }) => ({
    entry: "LK201",
    id: "leak/resampled-before-split",
    at: "plugin_smote()",
    wrong: { more: `table rows = ${name} |> plugin_smote()`, from: "rows" },
    right: { model: `plugin_smote() |> ${model}` },
  })),
  ...on([loans, homes, visits], ({ name, model }) => ({
    entry: "LK202",
    id: "leak/resampled-before-split",
    at: "plugin_flip()",
    wrong: { more: `table rows = ${name} |> plugin_flip()`, from: "rows" },
    right: { model: `plugin_flip() |> ${model}` },
  })),
  ...on([loans, homes, visits], ({ name, number, metric }) => ({
    entry: "LK203",
    id: "leak/overlapping-partitions",
    at: "fit champion = m on many",
    wrong: {
      before: `table many = ${name} |> where(${number} > 3)\n\ntable few = ${name} |> where(${number} < 5)`,
      fit: "fit champion = m on many",
      judge: `evaluate final = champion on few {\n  metrics: [${metric}]\n}`,
    },
    right: {
      before: `table many = ${name} |> where(${number} >= 3)\n\ntable few = ${name} |> where(${number} < 3)`,
      fit: "fit champion = m on many",
      judge: `evaluate final = champion on few {\n  metrics: [${metric}]\n}`,
    },
  })),
  ...on([loans, tickets, sales], ({ name }) => ({
    entry: "LK204",
    id: "leak/judged-on-fitted-rows",
    at: `fit champion = m on ${name}`,
    wrong: { fit: `fit champion = m on ${name}` },
    right: { before: `fit deployed = m on ${name}\n\npublish best = deployed` },
  })),
  ...on([sales, load, panel], ({ name, split }) => ({
    entry: "LK207",
    id: "leak/short-gap",
    at: "kfold(t, folds: 3, test: 20%)",
    wrong: {
      more: `table rows = ${name} |> plugin_windows(length: 8)`,
      from: "rows",
      args: "claim: new_rows",
      split: "kfold(t, folds: 3, test: 20%)",
    },
    right: { more: `table rows = ${name} |> plugin_windows(length: 8)`, from: "rows", split },
  })),
  ...on([loans, homes, visits], ({ name }) => ({
    entry: "LK208",
    id: "leak/resampled-before-split",
    at: `union(${name})`,
    wrong: { more: `table rows = ${name} |> union(${name})`, from: "rows" },
    right: { more: `table rows = ${name} |> sample(fraction: 50%)`, from: "rows" },
  })),
  ...on([sales, panel], ({ name, category }) => ({
    entry: "LK209",
    id: "leak/hindsight-filter",
    at: `dedupe(on: [${category}], keep: last)`,
    wrong: { more: `table rows = ${name} |> dedupe(on: [${category}], keep: last)`, from: "rows" },
    right: { more: `table rows = ${name} |> dedupe(on: [${category}], keep: first)`, from: "rows" },
  })),
  {
    entry: "LK209",
    id: "leak/hindsight-filter",
    at: "dedupe(on: [ticket], keep: last, by: opened)",
    domain: tickets,
    wrong: { more: "table rows = tickets |> dedupe(on: [ticket], keep: last, by: opened)", from: "rows" },
    right: { more: "table rows = tickets |> dedupe(on: [ticket], keep: first, by: opened)", from: "rows" },
  },
  {
    entry: "LK209",
    id: "leak/hindsight-filter",
    at: "dedupe(on: [area], by: price)",
    domain: homes,
    wrong: { more: "table rows = homes |> dedupe(on: [area], by: price)", from: "rows" },
    right: { more: "table rows = homes |> dedupe(on: [area], by: rooms)", from: "rows" },
  },
  {
    entry: "LK209",
    id: "leak/hindsight-filter",
    at: "dedupe(on: [opened, ticket], keep: last, by: written)",
    domain: tickets,
    wrong: {
      source: annotate(tickets, "ticket", "@id\n  written: timestamp @known_at"),
      more: "table rows = tickets |> dedupe(on: [opened, ticket], keep: last, by: written)",
      from: "rows",
    },
    right: { more: "table rows = tickets |> dedupe(on: [opened, ticket], keep: last)", from: "rows" },
  },
  ...on([loans, homes, visits], (domain) => ({
    entry: "LK211",
    id: "leak/entity-overlap",
    at: "kfold(t, folds: 4, test: 20%)",
    wrong: {
      source: annotate(domain, domain.category, "@group").replace("@entity\n", "\n"),
      split: "kfold(t, folds: 4, test: 20%)",
    },
    right: {
      source: annotate(domain, domain.category, "@group").replace("@entity\n", "\n"),
      split: `kfold(t, folds: 4, test: 20%, by: ${domain.category})`,
    },
  })),
];
