// Searches: which models compete, on which rows they are fitted and scored, and what is best.
import type { Json } from "../../../specs/json.ts";
import type { Declaration, Expr } from "../../syntax/ast.ts";
import { callHead, elaborateArguments, elaborateCall } from "../arguments/call.ts";
import { itemsOf, takePositional } from "../arguments/take.ts";
import type { TypeContext } from "../context.ts";
import { declarations } from "../declaration.diagnostics.ts";
import { params as messages } from "../param.diagnostics.ts";
import type { ComponentCall, ModelTerm, RowsTerm, TypedSearch, TypedTask } from "../typed.ts";
import { type Clauses, POSITIVE_INT, readClauses, requireClause } from "./clauses.ts";
import { baseOf, refuseParts } from "./declaration-parts.ts";
import { checkDirection, elaborateMetric, type TypedMetric } from "./metric.ts";
import { elaborateModelTerm } from "./model.ts";
import { checkModelUse } from "./model-use.ts";
import { checkFolds, checkSameTask, elaborateRows, foldSplitOfRows, taskOfRows } from "./rows.ts";
import { modelSpace } from "./space.ts";
import { asDuration } from "./steps-of-time.ts";
import { checkWalkable } from "./walkable.ts";

const FORM = {
  names: {
    fit: "the rows that every trial is fitted on",
    score: "the rows that every trial is scored on",
    minimize: "a metric that is better when lower",
    maximize: "a metric that is better when higher",
    prune: "when a trial is given up early",
    time_limit: "no new trial begins after this time",
    then: "metrics that decide between equal trials",
    validate: "rows that stop rounds or epochs early",
    patience: "rounds without improvement until a fit stops",
  },
  example: "score: cv.val",
} as const;

export function elaborateSearch(declaration: Declaration, context: TypeContext): TypedSearch | null {
  refuseParts(declaration, { on: "its rows stand in the block: `fit:` and `score:`" }, context);
  const sampled = elaborateSampler(declaration, context);
  const clauses = readClauses(declaration, FORM, context);
  const fit = rowsClause(
    clauses,
    "fit",
    "fit: cv.train",
    "a search fits every trial on some rows",
    declaration,
    context,
  );
  const score = rowsClause(
    clauses,
    "score",
    "score: cv.val",
    "a search compares trials on rows that they were not fitted on",
    declaration,
    context,
  );
  const validate = optionalRows(clauses, "validate", context);
  const task = fit === null ? null : taskOfRows(fit, context);
  const metric = elaborateObjective(clauses, task, declaration, context);
  const prune = clauses.get("prune");
  const pruner = prune === null ? null : elaborateCall(prune, ["pruner"], context);
  const then = tieBreaks(clauses, task, context);
  const patience = clauses.json("patience", POSITIVE_INT);
  const limit = clauses.json("time_limit", { kind: "duration", rows: false });
  if (sampled === null || fit === null || score === null || validate === undefined || task === null) return null;
  if (metric === null || then === null || (prune !== null && pruner === null) || clauses.broken()) return null;

  const all = [fit, score, ...(validate === null ? [] : [validate])];
  const uses = all.map((rows) => ({ split: foldSplitOfRows(rows, context), span: rows.span }));
  const sameTask = all.slice(1).map((rows) => {
    const other = taskOfRows(rows, context);
    return other !== null && checkSameTask(task, other.id, "these rows", rows.span, context);
  });
  const fits = sampled.models.map(({ model }) => checkModelUse(model, task, context));
  if (!checkFolds(uses, context) || !sameTask.every(Boolean) || !fits.every(Boolean)) return null;
  const read = (name: string): Json => readJson(sampled.call, name);
  const seed = read("seed");
  return {
    kind: "search",
    ...baseOf(declaration, context),
    sampler: sampled.call,
    models: sampled.models,
    trials: Number(read("trials") ?? DEFAULT_TRIALS),
    seed: typeof seed === "number" ? seed : context.seed,
    fit,
    score,
    validate,
    patience: typeof patience === "number" ? patience : null,
    metric: metric.metric.call,
    direction: metric.direction,
    pruner,
    timeLimitSeconds: limit === undefined ? null : secondsOf(limit),
    then,
    task: task.id,
  };
}

/** For a sampler of a plugin without the parameter. */
const DEFAULT_TRIALS = 50;

const readJson = (call: ComponentCall, name: string): Json => {
  const value = call.args[name]?.value;
  return value?.kind === "json" ? value.json : null;
};

/** A month counts 30 days here: it limits the time of a computation. */
function secondsOf(json: Json): number | null {
  const duration = asDuration(json);
  return duration === null ? null : duration.months * 30 * 86_400 + duration.milliseconds / 1000;
}

const MODELS = "models";

function elaborateSampler(declaration: Declaration, context: TypeContext) {
  const head = callHead(declaration.value);
  const declared = head === null ? null : context.registry.find("sampler", head.name.name);
  if (head === null || declared === null) {
    elaborateCall(declaration.value, ["sampler"], context);
    return null;
  }
  const { exprs, rest } = takePositional(head, MODELS);
  const call = elaborateArguments(rest, declared, context, { schema: null }, new Set([MODELS]));
  const terms = exprs.map((expr) => ({ expr, model: elaborateModelTerm(expr, context) }));
  if (exprs.length === 0) {
    const doc = "a search compares trials of one or several models";
    const example = `${declared.name}(model, trials: 30)`;
    context.report(messages.missing(head.name.span, { component: declared.name, name: "models", doc, example }));
    return null;
  }
  const names = new Set<string>();
  const models: TypedSearch["models"][number][] = [];
  for (const { expr, model } of terms) {
    if (model === null || !isSearchable(model, context)) continue;
    models.push({ name: uniqueName(modelName(model), names), model, open: modelSpace(model), span: expr.span });
  }
  if (call === null || models.length < terms.length) return null;
  if (!models.every(({ open }) => checkWalkable(open, call, declared, context))) return null;
  const [only, ...others] = models;
  if (only !== undefined && others.length === 0 && only.open.length === 0)
    context.report(declarations["nothing-to-search"](only.span, { what: `\`${only.name}\`` }));
  return { call, models };
}

function isSearchable(model: ModelTerm, context: TypeContext): boolean {
  let target = model;
  while (target.kind === "reference") target = target.model;
  if (target.kind !== "best" && target.kind !== "wrapped-fitted") return true;
  const found = target.kind === "best" ? "the winner of another search" : "a fitted value";
  const reason = "every trial is fitted anew on the rows of `fit:`";
  const holes = { what: "this", found, expected: "a model", reason, hint: "search the model itself" };
  context.report(declarations["wrong-kind"](model.span, holes));
  return false;
}

/** What reports call a model: its declaration, else its estimator. */
export function modelName(model: ModelTerm): string {
  switch (model.kind) {
    case "reference":
      return model.to;
    case "estimator":
    case "combinator":
    case "wrapped-fitted":
      return model.call.component;
    case "pipeline":
      return modelName(model.model);
    case "choice":
      return "choice";
    case "best":
      return model.search;
    default:
      return model satisfies never;
  }
}

export function uniqueName(name: string, taken: Set<string>): string {
  let unique = name;
  for (let i = 2; taken.has(unique); i++) unique = `${name}_${i}`;
  taken.add(unique);
  return unique;
}

function rowsClause(
  clauses: Clauses,
  name: string,
  example: string,
  reason: string,
  declaration: Declaration,
  context: TypeContext,
): RowsTerm | null {
  const expr = requireClause(clauses, name, example, reason, declaration, context);
  return expr === null ? null : elaborateRows(expr, context);
}

/** Null when absent, undefined after a message. */
export function optionalRows(clauses: Clauses, name: string, context: TypeContext): RowsTerm | null | undefined {
  const expr = clauses.get(name);
  return expr === null ? null : (elaborateRows(expr, context) ?? undefined);
}

function elaborateObjective(
  clauses: Clauses,
  task: TypedTask | null,
  declaration: Declaration,
  context: TypeContext,
): { readonly metric: TypedMetric; readonly direction: "minimize" | "maximize" } | null {
  const minimize = clauses.get("minimize");
  const maximize = clauses.get("maximize");
  if (minimize !== null && maximize !== null) {
    context.report(messages.duplicate(maximize.span, { name: "minimize:/maximize:" }));
    return null;
  }
  const direction = maximize === null ? "minimize" : "maximize";
  const reason = "a search needs to know what is better";
  const expr: Expr | null =
    maximize ?? minimize ?? requireClause(clauses, "minimize", "minimize: mae", reason, declaration, context);
  const metric = expr === null ? null : elaborateMetric(expr, task, context);
  if (metric === null || !checkDirection(metric, direction, context)) return null;
  return { metric, direction };
}

/** Each in the direction of its metric. */
function tieBreaks(clauses: Clauses, task: TypedTask | null, context: TypeContext): TypedSearch["then"] | null {
  const expr = clauses.get("then");
  if (expr === null) return [];
  const metrics = itemsOf(expr).map((item) => elaborateMetric(item, task, context));
  const then = metrics.flatMap((metric) => {
    if (metric === null) return [];
    const { direction } = metric.declaration;
    if (direction !== "none") return [{ metric: metric.call, direction }];
    checkDirection(metric, "minimize", context);
    return [];
  });
  return then.length < metrics.length ? null : then;
}
