// C: features that know the answer.
import { annotate, type Case, homes, load, loans, on, panel, sales, tickets, visits } from "./domains.ts";

const UNTIMED = [loans, homes, visits];
const derive = (name: string, entries: string): string => `table rows = ${name} |> derive { ${entries} }`;

export const features: readonly Case[] = [
  ...on([loans, sales, tickets], ({ name, number }) => ({
    entry: "LK105",
    id: "leak/hidden-statistic",
    at: `mean(${number})`,
    wrong: { more: derive(name, `high = ${number} > mean(${number})`), from: "rows" },
    right: { more: derive(name, `high = ${number} > 3.0`), from: "rows" },
  })),
  ...on([homes, load, panel], ({ name, number, other }) => ({
    entry: "LK105",
    id: "leak/hidden-statistic",
    at: `rank(${number})`,
    wrong: { more: derive(name, `place = rank(${number})`), from: "rows" },
    right: { more: derive(name, `ratio = ${number} / ${other}`), from: "rows" },
  })),
  ...on([loans, homes, sales], ({ name, target, number, other }) => ({
    entry: "LK115",
    id: "leak/target-derived",
    at: `filled = if(${number} > 0, ${target}, ${target})`,
    wrong: { more: derive(name, `filled = if(${number} > 0, ${target}, ${target})`), from: "rows" },
    right: { more: derive(name, `filled = if(${number} > 0, ${number}, ${other} * 1.0)`), from: "rows" },
  })),
  ...on([loans, homes, visits], ({ target, number, other }) => ({
    entry: "LK301",
    id: "leak/target-as-feature",
    at: target,
    wrong: { args: `features: [${number}, ${target}, ${other}]` },
    right: { args: `features: [${number}, ${other}]` },
  })),
  ...on([homes, sales], ({ name, target, number }) => ({
    entry: "LK302",
    id: "leak/target-derived",
    at: `per_unit = ${target} / ${number}`,
    wrong: { more: derive(name, `per_unit = ${target} / ${number}`), from: "rows" },
    right: { more: derive(name, `inverse = 1.0 / ${number}`), from: "rows" },
  })),
  ...on([loans, tickets], ({ name, target, number }) => ({
    entry: "LK302",
    id: "leak/target-derived",
    at: `bad = not ${target}`,
    wrong: { more: derive(name, `bad = not ${target}`), from: "rows" },
    right: { more: derive(name, `big = not ${number} < 1`), from: "rows" },
  })),
  {
    entry: "LK302",
    id: "leak/target-derived",
    at: "same",
    domain: sales,
    wrong: {
      more: "table rows = sales |> derive { twice = units * 2 } |> rename { same = twice }",
      from: "rows",
      args: "features: [price, same]",
    },
    right: {
      more: "table rows = sales |> derive { twice = lag(units, 1) * 2 } |> rename { same = twice }",
      from: "rows",
      args: "features: [price, same]",
    },
  },
  ...on([loans, tickets, sales], ({ number, name }) => {
    const posthoc = { loans: "recovered", tickets: "closed_by", sales: "returned" }[name] ?? "";
    return {
      entry: "LK303",
      id: "leak/posthoc-feature",
      at: posthoc,
      wrong: { args: `features: [${number}, ${posthoc}]` },
      right: { args: `features: [${number}]` },
    };
  }),
  ...on([homes, load, panel], ({ number, name }) => {
    const posthoc = { homes: "sold_in", load: "outage", panel: "rated" }[name] ?? "";
    return {
      entry: "LK303",
      id: "leak/posthoc-feature",
      at: `share = ${posthoc} / ${number}`,
      wrong: { more: derive(name, `share = ${posthoc} / ${number}`), from: "rows" },
      right: { more: derive(name, `share = 1.0 / ${number}`), from: "rows" },
    };
  }),
  ...on([loans, tickets, homes], ({ number, name }) => {
    const id = { loans: "loan_id", tickets: "ticket", homes: "broker" }[name] ?? "";
    return {
      entry: "LK306",
      id: "leak/id-feature",
      at: id,
      wrong: { args: `features: [${number}, ${id}]`, model: "drop(columns: []) |> gradient_boosting()" },
      right: { args: `features: [${number}]`, model: "standardize() |> gradient_boosting()" },
    };
  }).map((one) => ({ ...one, wrong: { ...one.wrong, model: "ordinal() |> gradient_boosting()" } })),
  ...on([loans, homes, visits], ({ model }) => ({
    entry: "LK307",
    id: "leak/target-encoding-in-sample",
    at: "plugin_encode()",
    wrong: { model: "plugin_encode() |> gradient_boosting()" },
    right: { model: model.replace("onehot()", "target_encode()") },
  })),
  ...on([loans, tickets, homes], ({ metric }) => ({
    entry: "LK307",
    id: "leak/target-encoding-in-sample",
    at: "s.dev |> code",
    wrong: {
      before: "fit code = target_encode() on s.dev\n\ntable tr = s.dev |> code\n\ntable te = s.test |> code",
      fit: "fit champion = m on tr",
      judge: `evaluate final = champion on te {\n  metrics: [${metric}]\n}`,
    },
    right: {
      before: "fit code = frequency_encode() on s.dev\n\ntable tr = s.dev |> code\n\ntable te = s.test |> code",
      fit: "fit champion = m on tr",
      judge: `evaluate final = champion on te {\n  metrics: [${metric}]\n}`,
    },
  })),
  ...on([loans, visits, sales], ({ name }) => ({
    entry: "LK308",
    id: "leak/target-encoding-in-sample",
    at: "target_encode()",
    wrong: { more: `table rows = ${name} |> target_encode()`, from: "rows" },
    right: { model: "target_encode() |> gradient_boosting()" },
  })),
  ...on([homes, sales], ({ name, target, number }) => ({
    entry: "LK309",
    id: "leak/hidden-statistic",
    at: `mean(${target})`,
    wrong: { more: derive(name, `level = ${number} / mean(${target})`), from: "rows" },
    right: { more: derive(name, `level = ${number} / 5`), from: "rows" },
  })),
  {
    entry: "LK309",
    id: "leak/hidden-statistic",
    at: "rank(units)",
    domain: sales,
    wrong: { more: derive("sales", "place = rank(units)"), from: "rows" },
    right: { more: derive("sales", "before = rolling_mean(lag(units, 1), 56d)"), from: "rows" },
  },
  ...on([sales, load, tickets], ({ name, category }) => ({
    entry: "LK310",
    id: "leak/overwritten-attribute",
    at: `dedupe(on: [${category}], keep: last, by: since_day)`,
    wrong: {
      more: `source versions = csv("v.csv") {\n  ${category}: category\n  since_day: ${name === "sales" ? "date" : "timestamp"} @time\n  level: float\n}\n\ntable now_ = versions |> dedupe(on: [${category}], keep: last, by: since_day) |> select(${category}, level)\n\ntable rows = ${name} |> join(now_, on: ${category})`,
      from: "rows",
    },
    right: {
      more: `source versions = csv("v.csv") {\n  ${category}: category\n  since_day: ${name === "sales" ? "date" : "timestamp"} @time\n  level: float\n}\n\ntable rows = ${name} |> join_as_of(versions, on: ${category}, within: 1y)`,
      from: "rows",
    },
  })),
  ...on([sales, load, panel], ({ name, category }) => ({
    entry: "LK310",
    id: "leak/overwritten-attribute",
    strict: true as const,
    at: "level",
    wrong: {
      more: `source kinds = csv("k.csv") {\n  ${category}: category @entity(unique: true)\n  level: float\n}\n\ntable rows = ${name} |> join(kinds, on: ${category})`,
      from: "rows",
    },
    right: {
      more: `source kinds = csv("k.csv") {\n  ${category}: category @entity(unique: true)\n  level: float @known\n}\n\ntable rows = ${name} |> join(kinds, on: ${category})`,
      from: "rows",
    },
  })),
  ...on([sales, load, panel], ({ name, target, task }) => {
    const late = `rolling_mean(lead(${target}, 2), 7)`;
    return {
      entry: "LK311",
      id: "leak/label-window",
      at: late,
      wrong: {
        more: `table rows = ${name} |> derive { soon = ${late} } |> select(${target === "units" ? "day, price, promo" : target === "demand" ? "at, wind" : "week, item, price"}, soon)`,
        task: "regress(soon, from: rows)",
        model: "gradient_boosting()",
      },
      right: { task },
    };
  }),
  ...on([homes, loans, visits], (domain) => ({
    entry: "LK303",
    id: "leak/posthoc-feature",
    strict: true as const,
    at: domain.number,
    wrong: {},
    right: { source: annotate(domain, domain.number, "@known") },
  })).map((one) => ({
    ...one,
    right: { ...one.right, args: `features: [${one.domain.number}]`, model: "gradient_boosting()" },
  })),
  ...on(UNTIMED, ({ name, number }) => ({
    entry: "LK422",
    id: "leak/now-in-feature",
    at: "now()",
    wrong: {
      source: sourceWithDate(name),
      more: derive(name, "age_now = days_between(made, now())"),
      from: "rows",
    },
    right: {
      source: sourceWithDate(name),
      more: derive(name, `age_then = days_between(made, signed), half = ${number} / 2`),
      from: "rows",
    },
  })),
];

function sourceWithDate(name: string): string {
  const domain = [loans, homes, visits].find((one) => one.name === name)!;
  return domain.source.replace("{\n", "{\n  made:   timestamp\n  signed: timestamp\n");
}
