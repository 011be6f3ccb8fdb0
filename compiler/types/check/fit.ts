// Fits: a model or a transform, closed, on the rows that it learns from.

import { findColumn } from "../../../specs/data-type.ts";
import type { Declaration, Expr } from "../../syntax/ast.ts";
import { meaningOf } from "../arguments/constant.ts";
import { describeExpr } from "../arguments/describe.ts";
import type { TypeContext } from "../context.ts";
import { declarations } from "../declaration.diagnostics.ts";
import { params as messages } from "../param.diagnostics.ts";
import { printType } from "../print-type.ts";
import type { DeclarationId, ModelTerm, RowsTerm, TypedFit, TypedTask } from "../typed.ts";
import { checkNeeds, checkTableNeeds } from "./beside.ts";
import { type Clauses, POSITIVE_INT, readClauses } from "./clauses.ts";
import { checkClosed } from "./closed.ts";
import { baseOf } from "./declaration-parts.ts";
import { elaborateFitted } from "./fitted.ts";
import { elaborateModelTerm } from "./model.ts";
import { checkModelUse, featureSchema } from "./model-use.ts";
import {
  checkFolds,
  checkSameTask,
  elaborateOn,
  foldSplitOfDeclaration,
  foldSplitOfModel,
  foldSplitOfRows,
  taskOfRows,
} from "./rows.ts";
import { optionalRows } from "./search.ts";
import { modelSpace, transformSpace } from "./space.ts";
import { elaborateTransform, pipeParts } from "./transform.ts";
import { transformSchema } from "./transform-schema.ts";

const FORM = {
  names: {
    validate: "rows that stop rounds or epochs early",
    patience: "rounds without improvement until the fit stops",
    weight: "the column that weights the rows",
    warm_start: "a fitted value to go on from",
    seed: "the seed of this fit",
  },
  example: "validate: cv.val",
} as const;

export function elaborateFit(declaration: Declaration, context: TypeContext): TypedFit | null {
  const clauses = readClauses(declaration, FORM, context);
  const of = elaborateRecipe(declaration.value, context);
  const rows = elaborateOn(declaration, "cv.train", context);
  const validate = optionalRows(clauses, "validate", context);
  const warm = clauses.get("warm_start");
  const warmStart = warm === null ? null : elaborateFitted(warm, context);
  const patience = clauses.json("patience", POSITIVE_INT);
  const seed = clauses.json("seed", { kind: "int", min: 0, max: Number.MAX_SAFE_INTEGER });
  if (of === null) return null;
  const what = describeRecipe(declaration.value);
  const isHeeded = checkHeeded(declaration, of, clauses, context);
  const open = of.kind === "model" ? modelSpace(of.model) : transformSpace(of.transform);
  const isClosed = checkClosed(what, open, declaration.value.span, context);
  if (rows === null || validate === undefined || (warm !== null && warmStart === null)) return null;
  const task = elaborateTask(of, rows, context);
  if (task === undefined) return null;
  const weight = weightColumn(clauses, task, context);
  const folds = foldUses(
    declaration,
    of,
    rows,
    validate,
    warmStart?.kind === "reference" ? warmStart.to : null,
    context,
  );
  const isRight = task === null || checkTask(of, task, validate, context);
  if (!isClosed || !checkFolds(folds, context) || !isRight || !isHeeded || clauses.broken() || weight === undefined)
    return null;
  return {
    kind: "fit",
    ...baseOf(declaration, context),
    of,
    rows,
    folded: folds.some(({ split }) => split !== null),
    validate,
    patience: typeof patience === "number" ? patience : null,
    weight,
    warmStart,
    seed: typeof seed === "number" ? seed : context.seed,
    task: task?.id ?? null,
  };
}

/** What learns at once, from its rows alone, has nothing that the clauses could change. */
function checkHeeded(declaration: Declaration, of: TypedFit["of"], clauses: Clauses, context: TypeContext): boolean {
  const wrapper = of.kind === "model" ? wrapperIn(of.model) : null;
  if (of.kind === "model" && wrapper === null) return checkStopping(declaration, of.model, clauses, context);
  const [reason, hint] =
    wrapper === null
      ? ["a transform learns from its rows at once", "remove it"]
      : [
          `\`${wrapper}\` stands around a value that is fitted already, and learns its own part from these rows at once`,
          "remove it, or write it where that value is fitted",
        ];
  const weighsRows = wrapper !== null && context.registry.find("combinator", wrapper)?.weighsRows === true;
  const idle = clauses.given.filter((clause) => clause !== "weight" || !weighsRows);
  for (const clause of idle) {
    const span = clauses.span(clause) ?? declaration.span;
    context.report(messages["idle-clause"](span, { clause, name: declaration.name.name, reason, hint }));
  }
  return idle.length === 0;
}

/** Rows that stop rounds early, and how long is waited: for what has rounds, and both or the rows alone. */
function checkStopping(declaration: Declaration, model: ModelTerm, clauses: Clauses, context: TypeContext): boolean {
  const refuse = (clause: string, reason: string, hint: string): false => {
    const span = clauses.span(clause) ?? declaration.span;
    context.report(messages["idle-clause"](span, { clause, name: declaration.name.name, reason, hint }));
    return false;
  };
  const given = ["validate", "patience"].filter((clause) => clauses.given.includes(clause));
  if (!canStop(model, context)) {
    const idle = given.map((clause) =>
      refuse(clause, "nothing in this model learns in rounds or epochs that could stop early", "remove it"),
    );
    return idle.length === 0;
  }
  if (given.length !== 1 || given[0] === "validate") return true;
  return refuse(
    "patience",
    "rounds stop where rows of `validate:` no longer get better, and none are given",
    "add `validate:`, such as `validate: cv.val`",
  );
}

function canStop(model: ModelTerm, context: TypeContext): boolean {
  switch (model.kind) {
    case "estimator":
      return context.registry.find("model", model.call.component)?.rounds !== null;
    case "reference":
    case "pipeline":
    case "combinator":
      return canStop(model.model, context);
    case "choice":
      return model.options.some((option) => canStop(option, context));
    case "best":
    case "wrapped-fitted":
      return true;
    default:
      return model satisfies never;
  }
}

function wrapperIn(model: ModelTerm): string | null {
  if (model.kind === "reference") return wrapperIn(model.model);
  return model.kind === "wrapped-fitted" ? model.call.component : null;
}

function elaborateRecipe(expr: Expr, context: TypeContext): TypedFit["of"] | null {
  if (isTransform(expr, context)) {
    const transform = elaborateTransform(expr, context, null);
    return transform === null ? null : { kind: "transform", transform };
  }
  const model = elaborateModelTerm(expr, context);
  return model === null ? null : { kind: "model", model };
}

/** A chain is what its last part is. */
function isTransform(expr: Expr, context: TypeContext): boolean {
  const parts = pipeParts(expr);
  const last = parts[parts.length - 1] ?? expr;
  switch (last.kind) {
    case "block":
      return true;
    case "paren":
      return isTransform(last.inner, context);
    case "identifier":
    case "member": {
      const meaning = meaningOf(last, context);
      if (meaning?.kind === "let") return isTransform(meaning.expr, context);
      if (meaning?.kind === "declaration") return meaning.declaration.of === "transform";
      return last.kind === "identifier" && isTransformComponent(last.name, context);
    }
    case "call": {
      if (last.callee.kind !== "identifier") return false;
      const [first] = last.args;
      if (last.callee.name === "choice" && first !== undefined) return isTransform(first.value, context);
      return isTransformComponent(last.callee.name, context);
    }
    default:
      return false;
  }
}

function isTransformComponent(name: string, { registry }: TypeContext): boolean {
  const isModel = registry.find("model", name) !== null || registry.find("combinator", name) !== null;
  return registry.find("transform", name) !== null && !isModel;
}

function describeRecipe(expr: Expr): string {
  const parts = pipeParts(expr);
  return describeExpr(parts[parts.length - 1] ?? expr);
}

/** A transform may be fitted on a plain table and then has no task; undefined after a message. */
function elaborateTask(of: TypedFit["of"], rows: RowsTerm, context: TypeContext): TypedTask | null | undefined {
  if (of.kind === "transform" && rows.kind === "table") {
    transformSchema(of.transform, rows.table.schema, context);
    return checkTableNeeds(of.transform, rows.table.schema, context) ? null : undefined;
  }
  return taskOfRows(rows, context) ?? undefined;
}

function checkTask(of: TypedFit["of"], task: TypedTask, validate: RowsTerm | null, context: TypeContext): boolean {
  const other = validate === null ? task : taskOfRows(validate, context);
  if (other === null) return false;
  if (validate !== null && !checkSameTask(task, other.id, "`validate:`", validate.span, context)) return false;
  if (of.kind === "transform") {
    const schema = featureSchema(task);
    transformSchema(of.transform, schema, context);
    return checkNeeds(of, schema.columns, task, context);
  }
  const [found, what] = taskOfModel(of.model, context);
  return checkSameTask(task, found, what, of.model.span, context) && checkModelUse(of.model, task, context);
}

function taskOfModel(model: ModelTerm, context: TypeContext): readonly [DeclarationId | null, string] {
  if (model.kind === "reference") return taskOfModel(model.model, context);
  if (model.kind === "best") {
    const search = context.typed(model.search);
    return [search?.kind === "search" ? search.task : null, `the winner of \`${model.search}\``];
  }
  if (model.kind !== "wrapped-fitted" || model.fitted.kind !== "reference") return [null, "the model"];
  return [taskOfFitted(model.fitted.to, context), `\`${model.fitted.to}\``];
}

/** The task that a fit or an ensemble predicts. */
export function taskOfFitted(id: DeclarationId, context: TypeContext): DeclarationId | null {
  const typed = context.typed(id);
  return typed?.kind === "fit" || typed?.kind === "ensemble" ? typed.task : null;
}

function foldUses(
  declaration: Declaration,
  of: TypedFit["of"],
  rows: RowsTerm,
  validate: RowsTerm | null,
  warmStart: DeclarationId | null,
  context: TypeContext,
) {
  const uses = [{ split: foldSplitOfRows(rows, context), span: rows.span }];
  if (of.kind === "model") uses.push({ split: foldSplitOfModel(of.model, context), span: declaration.value.span });
  if (validate !== null) uses.push({ split: foldSplitOfRows(validate, context), span: validate.span });
  if (warmStart !== null)
    uses.push({ split: foldSplitOfDeclaration(warmStart, context), span: declaration.value.span });
  return uses;
}

/** Null when absent, undefined after a message. */
function weightColumn(clauses: Clauses, task: TypedTask | null, context: TypeContext): string | null | undefined {
  const schema = task?.table.schema ?? null;
  const name = clauses.json("weight", { kind: "column" }, schema);
  if (typeof name !== "string") return clauses.get("weight") === null ? null : undefined;
  const column = schema === null ? undefined : findColumn(schema, name);
  if (name === task?.target) {
    const span = clauses.span("weight") ?? task.span;
    const hint = "name another column, or derive one with `derive`";
    const holes = {
      what: `\`${name}\``,
      found: "the target",
      expected: "a column of weights",
      reason: "what is predicted cannot also say how much a row counts",
      hint,
    };
    context.report(declarations["wrong-kind"](span, holes));
    return undefined;
  }
  if (column === undefined || column.type.kind === "int" || column.type.kind === "float") return name;
  const span = clauses.get("weight")?.span;
  if (span !== undefined)
    context.report(declarations["weight-type"](span, { column: name, type: printType(column.type) }));
  return undefined;
}
