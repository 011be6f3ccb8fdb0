// Conditions over results: `final.mae < final.baseline.mae and final.r2 > 0.5`.
//
// A path after an evaluation's name is [subject or baseline,] metric [, part]:
//   `final.mae`           the subject, when there is one only
//   `final.champion.mae`  a subject by its name
//   `final.baseline.mae`  the first baseline
//   `final.naive.mae`     a baseline by its name
//   `.sd` `.low` `.high`  standard deviation over folds, ends of the bootstrap interval; without them the score itself
// A name that is no plain word is written in back-ticks: `` final.`pinball(0.9)` ``.
import { joinNames } from "../../base/suggest.ts";
import { nearHint, unknownName } from "../../names/unknown-name.ts";
import type { BinaryOperator, Expr, Identifier } from "../../syntax/ast.ts";
import { simplify } from "../arguments/constant.ts";
import { describeExpr } from "../arguments/describe.ts";
import { describeMeaning } from "../arguments/reference.ts";
import type { TypeContext } from "../context.ts";
import { declarations } from "../declaration.diagnostics.ts";
import { sinks } from "../sink.diagnostics.ts";
import type { ResultTerm, TypedEvaluate } from "../typed.ts";
import { nameOfFitted } from "./fitted-value.ts";
import { memberPath, rootOf } from "./partition.ts";

type Type = "number" | "bool";

/** A condition; null after a message. */
export function elaborateResult(expr: Expr, context: TypeContext): ResultTerm | null {
  return elaborateAs(expr, "bool", context);
}

function elaborateAs(expr: Expr, expected: Type, context: TypeContext): ResultTerm | null {
  const typed = elaborateTyped(expr, context);
  if (typed === null) return null;
  if (typed.type === expected) return typed.term;
  const words = { number: "a number", bool: "a condition" };
  const what = describeExpr(expr);
  context.report(sinks["condition-type"](expr.span, { what, found: words[typed.type], expected: words[expected] }));
  return null;
}

interface Typed {
  readonly term: ResultTerm;
  readonly type: Type;
}

function elaborateTyped(written: Expr, context: TypeContext): Typed | null {
  const expr = simplify(written, context);
  const { span } = expr;
  switch (expr.kind) {
    case "invalid":
      return null;
    case "bool":
      return { term: { kind: "literal", value: expr.value, span }, type: "bool" };
    case "int":
    case "float":
    case "percent":
      return { term: { kind: "literal", value: expr.value, span }, type: "number" };
    case "identifier":
    case "member":
      return elaboratePath(expr, context);
    case "unary": {
      const type: Type = expr.operator === "not" ? "bool" : "number";
      const operand = elaborateAs(expr.operand, type, context);
      const name = expr.operator === "not" ? "not" : "neg";
      return operand === null ? null : { term: { kind: "call", function: name, args: [operand], span }, type };
    }
    case "binary": {
      const types = OPERATORS[expr.operator];
      if (types === null) return refuse(expr, `the operator \`${expr.operator}\``, context);
      const left = elaborateAs(expr.left, types.operands, context);
      const right = elaborateAs(expr.right, types.operands, context);
      if (left === null || right === null) return null;
      return { term: { kind: "call", function: expr.operator, args: [left, right], span }, type: types.result };
    }
    default:
      return refuse(expr, describeExpr(expr), context);
  }
}

function refuse(expr: Expr, what: string, context: TypeContext): null {
  context.report(declarations["result-expression"](expr.span, { what }));
  return null;
}

const COMPARISON = { operands: "number", result: "bool" } as const;
const LOGIC = { operands: "bool", result: "bool" } as const;
const ARITHMETIC = { operands: "number", result: "number" } as const;

const OPERATORS: Readonly<Record<BinaryOperator, { readonly operands: Type; readonly result: Type } | null>> = {
  or: LOGIC,
  and: LOGIC,
  "==": COMPARISON,
  "!=": COMPARISON,
  "<": COMPARISON,
  "<=": COMPARISON,
  ">": COMPARISON,
  ">=": COMPARISON,
  "+": ARITHMETIC,
  "-": ARITHMETIC,
  "*": ARITHMETIC,
  "/": ARITHMETIC,
  in: null,
  "??": null,
};

function elaboratePath(expr: Expr, context: TypeContext): Typed | null {
  const root = rootOf(expr, context);
  const first = memberPath(expr)?.[0];
  if (root === null || root.root.declaration.of !== "evaluate") {
    const meaning = root?.root ?? (first === undefined ? null : context.lookup(first));
    if (first === undefined) return refuse(expr, describeExpr(expr), context);
    if (meaning === null) {
      context.report(unknownName(first, context.visibleNames()));
      return null;
    }
    return refuse(expr, `\`${first.name}\`, ${describeMeaning(meaning)},`, context);
  }
  const { id } = root.root;
  const typed = context.typed(id);
  if (typed?.kind !== "evaluate") return null;
  const path = resolvePath(typed, root.rest, expr, context);
  return path === null ? null : { term: { kind: "result", declaration: id, path, span: expr.span }, type: "number" };
}

const PARTS: readonly string[] = ["sd", "low", "high"];

function resolvePath(
  evaluate: TypedEvaluate,
  rest: readonly Identifier[],
  expr: Expr,
  context: TypeContext,
): readonly string[] | null {
  const names = rest.map(({ name }) => name);
  const metrics = evaluate.metrics.map(({ name }) => name);
  const subjects = evaluate.subjects.map(nameOfFitted);
  const baselines = evaluate.against.map(({ name }) => name);
  const holders = [...subjects, ...baselines, ...(baselines.length > 0 ? ["baseline"] : [])];
  const fail = (at: Expr, hint: string): null => {
    const path = [evaluate.id, ...names].join(".");
    context.report(declarations["no-result"](at.span, { path, declaration: evaluate.id, hint }));
    return null;
  };
  // A subject of an imported file has a point in its name.
  const holder = holders.find((name) => names.slice(0, name.split(".").length).join(".") === name);
  const width = holder === undefined ? 0 : holder.split(".").length;
  const [metric, part, extra] = names.slice(width);
  const at = rest[width] ?? expr;
  const listed = `write one of ${joinNames(
    metrics.map((name) => [evaluate.id, ...(holder === undefined ? [] : [holder]), name].join(".")),
    "or",
  )}`;
  if (metric === undefined) return fail(expr, listed);
  if (holder === undefined && metric === "baseline")
    return fail(at, `add \`against:\` to \`${evaluate.id}\` to have a baseline`);
  if (!metrics.includes(metric)) {
    const known = holder === undefined ? [...metrics, ...holders] : metrics;
    return fail(at, nearHint(metric, known, listed));
  }
  if (holder === undefined && subjects.length > 1) {
    const several = subjects.map((name) => `${evaluate.id}.${name}.${metric}`);
    return fail(at, `it judges several values; write ${joinNames(several, "or")}`);
  }
  if (part !== undefined && (extra !== undefined || !PARTS.includes(part)))
    return fail(rest[width + 1] ?? expr, `a score has the parts ${joinNames(PARTS, "and")}`);
  return [...(holder === undefined ? [] : [holder]), metric, ...(part === undefined ? [] : [part])];
}
