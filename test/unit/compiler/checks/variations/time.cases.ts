// D: time.
import { annotate, type Case, type Domain, load, on, panel, sales, tickets } from "./domains.ts";

const REGULAR = [sales, load, panel];
const rows = (name: string, steps: string) => ({ more: `table rows = ${name} |> ${steps}`, from: "rows" });
const derived = (name: string, entry: string) => rows(name, `derive { ${entry} }`);

/** A feature made in a forbidden and in an allowed way. */
const feature = (
  entry: string,
  id: string,
  domains: readonly Domain[],
  make: (x: Domain) => readonly [string, string, string],
): readonly Case[] =>
  on(domains, (domain) => {
    const [at, wrong, right] = make(domain);
    return { entry, id, at, wrong: derived(domain.name, wrong), right: derived(domain.name, right) };
  });

const stamp = (domain: Domain): string => (domain.name === "sales" || domain.name === "panel" ? "date" : "timestamp");
const unit = ({ name }: Domain): string => ({ sales: "1d", panel: "1w" })[name] ?? "1h";
const key = ({ name }: Domain): string => ({ sales: "day", panel: "week", load: "at" })[name] ?? "opened";

export const time: readonly Case[] = [
  ...on([sales, load, tickets], () => ({
    entry: "LK401",
    id: "leak/random-split-on-time",
    at: "holdout(t, test: 20%, shuffle: true, seed: 2)",
    wrong: { split: "holdout(t, test: 20%, shuffle: true, seed: 2)" },
    right: { split: "holdout(t, test: 20%)" },
  })),
  ...on([sales, panel, tickets], ({ split }) => ({
    entry: "LK402",
    id: "leak/random-split-on-time",
    at: "kfold(t, folds: 4, test: 20%)",
    wrong: { split: "kfold(t, folds: 4, test: 20%)" },
    right: { split },
  })),
  ...feature("LK403", "leak/future-feature", [...REGULAR, tickets], ({ number }) => [
    `lead(${number}, 1)`,
    `next = lead(${number}, 1)`,
    `next = lag(${number}, 1)`,
  ]),
  ...feature("LK403", "leak/future-feature", REGULAR, ({ number }) => [
    `lag(${number}, -3)`,
    `shifted = lag(${number}, -3) * 2`,
    `shifted = lag(${number}, 3) * 2`,
  ]),
  ...feature("LK404", "leak/future-feature", REGULAR, ({ number }) => [
    `rolling_mean(${number}, 7, center: true)`,
    `smooth = rolling_mean(${number}, 7, center: true)`,
    `smooth = rolling_mean(${number}, 7)`,
  ]),
  ...on([...REGULAR, tickets], ({ name }) => ({
    entry: "LK404",
    id: "leak/future-feature",
    at: "plugin_smooth()",
    wrong: rows(name, "plugin_smooth()"),
    right: rows(name, "plugin_decay()"),
  })),
  ...on([...REGULAR, tickets], ({ model }) => ({
    entry: "LK404",
    id: "leak/future-feature",
    at: "plugin_smooth()",
    wrong: { model: `plugin_smooth() |> ${model}` },
    right: { model: `plugin_decay() |> ${model}` },
  })),
  ...on([...REGULAR, tickets], ({ model, number }) => ({
    entry: "LK404",
    id: "leak/future-feature",
    at: "plugin_smooth()",
    wrong: { model: `{ ${number}: plugin_smooth() } |> ${model}` },
    right: { model: `{ ${number}: plugin_decay() } |> ${model}` },
  })),
  ...on([sales, tickets], ({ name, target }) => {
    const what = target === "units" ? "rolling_mean(units, 7d)" : "count_since(escalated)";
    return {
      entry: "LK405",
      id: "leak/window-includes-target",
      at: what,
      wrong: derived(name, `past = ${what}`),
      right: derived(
        name,
        target === "units" ? "past = rolling_mean(lag(units, 1), 7d)" : "past = rolling_mean(words, 5)",
      ),
    };
  }),
  {
    entry: "LK405",
    id: "leak/window-includes-target",
    at: "expanding_mean(units)",
    domain: sales,
    wrong: derived("sales", "past = expanding_mean(units)"),
    right: derived("sales", "past = expanding_mean(lag(units, 1))"),
  },
  {
    entry: "LK405",
    id: "leak/window-includes-target",
    at: "rolling_max(units, 28)",
    domain: sales,
    wrong: derived("sales", "peak = rolling_max(units, 28) / price"),
    right: derived("sales", "peak = lag(rolling_max(units, 28), 1) / price"),
  },
  ...[1, 6, 27].map(
    (k): Case => ({
      entry: "LK406",
      id: "leak/lag-shorter-than-horizon",
      at: `lag(price, ${k})`,
      domain: sales,
      wrong: {
        more: `table rows = sales |> derive { old = lag(price, ${k}) } |> select(day, store, old, units)`,
        from: "rows",
        args: "horizon: 28d",
        model: "gradient_boosting()",
      },
      right: {
        more: `table rows = sales |> derive { old = lag(price, ${k + 28}) } |> select(day, store, old, units)`,
        from: "rows",
        args: "horizon: 28d",
        model: "gradient_boosting()",
      },
    }),
  ),
  ...on([load, panel], ({ name, number }) => ({
    entry: "LK406",
    id: "leak/lag-shorter-than-horizon",
    at: "old",
    wrong: { ...derived(name, `old = lag(${number}, 3)`), args: "known: [old]" },
    right: { ...derived(name, `old = lag(${number}, 6)`), args: "known: [old]" },
  })),
  ...feature("LK407", "leak/future-feature", [sales, load, tickets], ({ number }) => [
    `fill_backward(${number})`,
    `full = fill_backward(${number})`,
    `full = fill_forward(${number})`,
  ]),
  ...feature("LK407", "leak/future-feature", REGULAR, ({ number }) => [
    `interpolate(${number})`,
    `full = interpolate(${number})`,
    `full = ${number} ?? 0.0`,
  ]),
  ...on(REGULAR, ({ name, model }) => ({
    entry: "LK409",
    id: "leak/fit-outside-train",
    at: "minmax()",
    wrong: rows(name, "minmax()"),
    right: { model: `minmax() |> ${model}` },
  })),
  ...on(REGULAR, ({ name, model }) => ({
    entry: "LK410",
    id: "leak/fit-outside-train",
    at: "detrend()",
    wrong: rows(name, "detrend()"),
    right: { model: `detrend() |> ${model}` },
  })),
  ...on(REGULAR, ({ name, model }) => ({
    entry: "LK410",
    id: "leak/fit-outside-train",
    at: "deseasonalize(period: 7d)",
    wrong: rows(name, "deseasonalize(period: 7d)"),
    right: { model: `{ target: deseasonalize(period: 7d) } |> ${model}` },
  })),
  ...on(REGULAR, ({ name, model }) => ({
    entry: "LK410",
    id: "leak/fit-outside-train",
    at: "yeo_johnson()",
    wrong: rows(name, "yeo_johnson()"),
    right: { model: `yeo_johnson() |> ${model}` },
  })),
  ...on([load, panel], (domain) => ({
    entry: "LK411",
    id: "leak/short-gap",
    at: unit(domain),
    wrong: { split: `expanding(t, folds: 3, val: 24w, test: 20%, gap: ${unit(domain)})` },
    right: { split: "expanding(t, folds: 3, val: 24w, test: 20%, gap: 12w)" },
  })),
  {
    entry: "LK411",
    id: "leak/short-gap",
    at: "5d",
    domain: sales,
    wrong: { source: annotate(sales, "units", "@target(delay: 14d)"), split: "holdout(t, test: 56d, gap: 5d)" },
    right: { source: annotate(sales, "units", "@target(delay: 14d)"), split: "holdout(t, test: 56d, gap: 13d)" },
  },
  ...[
    ["rolling_mean(price, 28d)", "7d", "28d"],
    ["lag(price, 14)", "13d", "14d"],
    ["rolling_std(visitors, 30)", "1w", "30d"],
  ].map(
    ([window, short, enough]): Case => ({
      entry: "LK412",
      id: "leak/short-gap",
      at: short!,
      domain: sales,
      wrong: { ...derived("sales", `w = ${window}`), split: `purged_kfold(t, folds: 4, test: 20%, embargo: ${short})` },
      right: {
        ...derived("sales", `w = ${window}`),
        split: `purged_kfold(t, folds: 4, test: 20%, embargo: ${enough})`,
      },
    }),
  ),
  ...on([load, panel], ({ number, other, name }) => ({
    entry: "LK414",
    id: "leak/unknown-future-covariate",
    at: number,
    wrong: { args: `known: [${number}]` },
    right: {
      args: `known: [${name === "load" ? "holiday" : "plan"}], features: [${other}, ${number}]`,
      model: "gradient_boosting()",
    },
  })),
  ...on([load, panel], (domain) => ({
    entry: "LK414",
    id: "leak/unknown-future-covariate",
    strict: true as const,
    at: domain.number,
    wrong: {},
    right: {
      source: annotate(domain, domain.number, "@delay(0s)"),
      args: `features: [${domain.number}]`,
      model: "gradient_boosting()",
    },
  })),
  ...on([load, panel], (domain) => ({
    entry: "LK415",
    id: "leak/unknown-future-covariate",
    at: domain.other,
    wrong: { args: `known: [${domain.other}]` },
    right: {
      source: annotate(
        domain,
        domain.other,
        `@forecast_of(${domain.number}, issued: issued_at)\n  issued_at: timestamp @ignore`,
      ),
      args: `known: [${domain.other}]`,
    },
  })),
  {
    entry: "LK415",
    id: "leak/unknown-future-covariate",
    at: "real",
    domain: load,
    wrong: { ...derived("load", "real = temperature + wind"), args: "known: [real]" },
    right: { ...derived("load", "real = lag(temperature, 6) + lag(wind, 8)"), args: "known: [real]" },
  },
  ...on([sales, load, panel], (domain) => {
    const other = `source quotes = csv("q.csv") {\n  ${key(domain)}: ${stamp(domain)} @time\n  quote: float\n}\n\n`;
    return {
      entry: "LK416",
      id: "leak/future-feature",
      at: "join_as_of(quotes, within: 4w, direction: forward)",
      wrong: {
        more: `${other}table rows = ${domain.name} |> join_as_of(quotes, within: 4w, direction: forward)`,
        from: "rows",
      },
      right: {
        more: `${other}table rows = ${domain.name} |> join_as_of(quotes, within: 4w, strict: true)`,
        from: "rows",
      },
    };
  }),
  ...on([sales, load, panel, tickets], (domain) => ({
    entry: "LK417",
    id: "leak/late-column",
    at: domain.number,
    wrong: {
      source: annotate(domain, domain.number, "@delay(2w)"),
      args: `features: [${domain.number}]`,
      model: "gradient_boosting()",
    },
    right: {
      source: annotate(domain, domain.number, "@delay(2w)"),
      args: `features: [${domain.other}]`,
      model: "gradient_boosting()",
    },
  })),
  ...on([sales, tickets], (domain) => ({
    entry: "LK417",
    id: "leak/late-column",
    strict: true as const,
    at: domain.number,
    wrong: {},
    right: {
      source: annotate(domain, domain.number, "@delay(0s)"),
      args: `features: [${domain.number}]`,
      model: "gradient_boosting()",
    },
  })),
  // To drop the time of joined rows does not make them known earlier.
  ...on([sales, load, tickets], (domain) => {
    const { name, category } = domain;
    const feed = `source feed = csv("f.csv") {\n  ${key(domain)}: ${stamp(domain)} @time\n  ${category}: category\n  busy: float\n}\n\n`;
    const last = `feed |> sort(-${key(domain)}) |> dedupe(on: [${category}]) |> select(${category}, busy)`;
    return {
      entry: "LK417",
      id: "leak/late-column",
      at: `join(last_, on: ${category})`,
      wrong: {
        more: `${feed}table last_ = ${last}\n\ntable rows = ${name} |> join(last_, on: ${category})`,
        from: "rows",
      },
      right: { more: `${feed}table rows = ${name} |> join_as_of(feed, on: ${category}, within: 1w)`, from: "rows" },
    };
  }),
  ...on([sales, load, tickets], (domain) => {
    const moment = stamp(domain);
    const other = `source gdp = csv("gdp.csv") {\n  ${key(domain)}: ${moment} @time\n  released: ${moment} @known_at\n  value: float\n}\n\n`;
    return {
      entry: "LK418",
      id: "leak/late-column",
      at: `join_as_of(gdp, time: ${key(domain)}, within: 1y)`,
      wrong: {
        more: `${other}table rows = ${domain.name} |> join_as_of(gdp, time: ${key(domain)}, within: 1y)`,
        from: "rows",
      },
      right: { more: `${other}table rows = ${domain.name} |> join_as_of(gdp, within: 1y)`, from: "rows" },
    };
  }),
  ...on([tickets, sales, panel], (domain) => ({
    entry: "LK419",
    id: "leak/split-misses-claim",
    at: `group_kfold(t, by: ${domain.category}, folds: 4, test: 20%)`,
    wrong: { split: `group_kfold(t, by: ${domain.category}, folds: 4, test: 20%)` },
    right: { split: `holdout(t, by: ${domain.category}, test: 20%)` },
  })),
  ...on([tickets, load, sales], (domain) => ({
    entry: "LK423",
    id: "leak/late-column",
    at: "join(daily, on: bin)",
    wrong: {
      more: `table binned = ${domain.name} |> derive { bin = month(${key(domain)}) }\n\ntable daily = binned |> aggregate(by: bin) { total = sum(${domain.number}) }\n\ntable rows = binned |> join(daily, on: bin)`,
      from: "rows",
    },
    right: {
      more: `table rows = ${domain.name} |> derive { bin = month(${key(domain)}), total = rolling_sum(${domain.number}, 4) }`,
      from: "rows",
    },
  })),
  ...on([load, panel], () => ({
    entry: "LK424",
    id: "leak/short-gap",
    at: "2w",
    wrong: {
      task: "",
      split: "expanding(t, folds: 3, val: 24w, test: 20%, gap: 2w)",
    },
    right: { split: "sliding(t, folds: 3, train: 200w, val: 24w, test: 20%)" },
  })).map((one) => ({
    ...one,
    wrong: { ...one.wrong, task: one.domain.task.replace(/horizon: \w+/, "horizon: 8w") },
  })),
  {
    entry: "LK424",
    id: "leak/short-gap",
    at: "3d",
    domain: sales,
    wrong: {
      more: "table rows = sales |> derive { soon = lead(price, 7) / price } |> select(day, store, price, promo, soon)",
      task: "regress(soon, from: rows)",
      split: "sliding(t, folds: 3, train: 200d, val: 28d, test: 20%, gap: 3d)",
      model: "gradient_boosting()",
    },
    right: {
      more: "table rows = sales |> derive { soon = lead(price, 7) / price } |> select(day, store, price, promo, soon)",
      task: "regress(soon, from: rows)",
      split: "sliding(t, folds: 3, train: 200d, val: 28d, test: 20%, gap: 6d)",
      model: "gradient_boosting()",
    },
  },
  ...on([sales, load, tickets], ({ name, number }) => ({
    entry: "LK425",
    id: "leak/hindsight-filter",
    at: `count() > 1000 and ${number} > 0`,
    wrong: rows(name, `where(count() > 1000 and ${number} > 0)`),
    right: rows(name, `where(${number} > 0)`),
  })),
  ...on([sales, load], ({ name, number }) => ({
    entry: "LK425",
    id: "leak/hindsight-filter",
    at: `lead(${number}, 1) > 0`,
    wrong: rows(name, `where(lead(${number}, 1) > 0)`),
    right: rows(name, `where(lag(${number}, 1) > 0)`),
  })),
];
