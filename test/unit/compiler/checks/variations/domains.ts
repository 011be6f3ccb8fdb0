// Seven small pipelines that differ in what their rows are: with and without a time, regular or not, panels, one row or many
// per entity; classification, regression and forecasting. Every part can be replaced, so that a case says only what it is about.

export interface Domain {
  readonly name: string;
  readonly source: string;
  /** Of the task; the table goes into `{}`. */
  readonly task: string;
  readonly split: string;
  readonly model: string;
  readonly metric: string;
  /** Two numbers and a category among the features. */
  readonly number: string;
  readonly other: string;
  readonly category: string;
  readonly target: string;
}

export const loans: Domain = {
  name: "loans",
  source: `source loans = csv("loans.csv") {
  loan_id:   int @id
  customer:  string @entity(unique: true)
  city:      category
  branch:    category
  income:    float
  amount:    float
  recovered: float @posthoc
  defaulted: bool @target
}`,
  task: "classify(defaulted, from: {})",
  split: "holdout(t, test: 20%, val: 20%, calib: 10%, seed: 1)",
  model: "onehot() |> gradient_boosting()",
  metric: "roc_auc",
  number: "income",
  other: "amount",
  category: "city",
  target: "defaulted",
};

export const homes: Domain = {
  name: "homes",
  source: `source homes = parquet("homes.parquet") {
  deed:    string @entity(unique: true)
  area:    float
  rooms:   int
  quarter: category
  broker:  category @id
  sold_in: int @posthoc
  price:   float @target
}`,
  task: "regress(price, from: {})",
  split: "kfold(t, folds: 5, test: 20%, seed: 4)",
  model: "onehot() |> gradient_boosting()",
  metric: "mae",
  number: "area",
  other: "rooms",
  category: "quarter",
  target: "price",
};

export const visits: Domain = {
  name: "visits",
  source: `source visits = csv("visits.csv") {
  patient:  category @entity
  scan:     category
  site:     category
  age:      int
  dose:     float
  followup: float @posthoc
  relapse:  bool @target
}`,
  task: "classify(relapse, from: {})",
  split: "group_kfold(t, by: patient, folds: 5, test: 20%)",
  model: "onehot() |> gradient_boosting()",
  metric: "roc_auc",
  number: "dose",
  other: "age",
  category: "site",
  target: "relapse",
};

export const tickets: Domain = {
  name: "tickets",
  source: `source tickets = csv("tickets.csv") {
  opened:    timestamp @time
  ticket:    string @id
  team:      category
  words:     int
  age_days:  float
  closed_by: category @posthoc
  escalated: bool @target
}`,
  task: "classify(escalated, from: {})",
  split: "holdout(t, test: 20%, val: 20%, calib: 10%)",
  model: "onehot() |> gradient_boosting()",
  metric: "roc_auc",
  number: "age_days",
  other: "words",
  category: "team",
  target: "escalated",
};

export const sales: Domain = {
  name: "sales",
  source: `source sales = csv("sales.csv") {
  day:      date @time(every: 1d)
  store:    category @series
  weather:  category
  price:    float
  visitors: int
  promo:    bool @known
  returned: float @posthoc
  units:    float @target
}`,
  task: "regress(units, from: {})",
  split: "expanding(t, folds: 3, val: 28d, test: 56d)",
  model: "onehot() |> gradient_boosting()",
  metric: "mae",
  number: "price",
  other: "visitors",
  category: "weather",
  target: "units",
};

export const load: Domain = {
  name: "load",
  source: `source load = csv("load.csv") {
  at:          timestamp @time(every: 1h)
  temperature: float
  wind:        float
  kind:        category
  holiday:     bool @known
  outage:      float @posthoc
  demand:      float @target
}`,
  task: "forecast(demand, from: {}, horizon: 6h)",
  split: "expanding(t, folds: 3, val: 10d, test: 20%)",
  model: "onehot() |> gradient_boosting()",
  metric: "mae",
  number: "temperature",
  other: "wind",
  category: "kind",
  target: "demand",
};

export const panel: Domain = {
  name: "panel",
  source: `source panel = parquet("panel.parquet") {
  week:   date @time(every: 1w)
  item:   category @series
  kind:   category
  price:  float
  stock:  float
  plan:   float @known
  rated:  float @posthoc
  orders: float @target
}`,
  task: "forecast(orders, from: {}, horizon: 4w, lookback: 26w)",
  split: "sliding(t, folds: 3, train: 104w, val: 8w, test: 20%)",
  model: "onehot() |> gradient_boosting()",
  metric: "rmse",
  number: "price",
  other: "stock",
  category: "kind",
  target: "orders",
};

export const DOMAINS = [loans, homes, visits, tickets, sales, load, panel];

/** What replaces the parts of a domain; `from` is the table of the task. */
export interface Parts {
  readonly source?: string;
  readonly more?: string;
  readonly from?: string;
  /** The whole task, or further arguments of the domain's own. */
  readonly task?: string;
  readonly args?: string;
  readonly split?: string;
  readonly model?: string;
  readonly before?: string;
  readonly fit?: string;
  readonly on?: string;
  readonly judge?: string;
}

export function spec(domain: Domain, parts: Parts): string {
  const { name, metric } = domain;
  const task = (parts.task ?? domain.task).replace("{}", parts.from ?? name);
  const judge = parts.judge ?? `evaluate final = champion on ${parts.on ?? "s.test"} {\n  metrics: [${metric}]\n}`;
  return [
    `pipeline ${name}`,
    parts.source ?? domain.source,
    parts.more ?? "",
    `task t = ${parts.args === undefined ? task : task.replace(/\)$/, `, ${parts.args})`)}`,
    `split s = ${parts.split ?? domain.split}`,
    `model m = ${parts.model ?? domain.model}`,
    parts.before ?? "",
    parts.fit ?? "fit champion = m on s.dev",
    judge,
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

/** A leak and its twin without it. */
export interface Case {
  readonly entry: string;
  readonly id: string;
  /** The text of the span. */
  readonly at: string;
  readonly domain: Domain;
  readonly wrong: Parts;
  readonly right: Parts;
  readonly strict?: true;
}

/** `name: type` of a source gets an annotation, or another one. */
export const annotate = (domain: Domain, column: string, annotation: string): string =>
  domain.source.replace(new RegExp(`^(  ${column}:\\s+\\w+\\??)[^\\n]*$`, "m"), `$1 ${annotation}`);

/** The same case on several domains. */
export const on = (domains: readonly Domain[], make: (domain: Domain) => Omit<Case, "domain">): readonly Case[] =>
  domains.map((domain) => ({ ...make(domain), domain }));
