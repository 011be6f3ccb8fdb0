// Conditions over results: `final.mae < final.baseline.mae`. A path begins with an `evaluate`, then optionally a subject or
// a baseline, then a metric, then optionally which number of it.
import { joinNames } from "../../base/suggest.ts";
import { nearHint, unknownName } from "../../names/unknown-name.ts";
import type { Expr } from "../../syntax/ast.ts";
import { simplify } from "../arguments/constant.ts";
import { describeDeclaration, describeExpr } from "../arguments/describe.ts";
import type { TypeContext } from "../context.ts";
import { declarations } from "../declaration.diagnostics.ts";
import type { ResultTerm, TypedEvaluate } from "../typed.ts";
import { memberPath, rootOf } from "./partition.ts";

const OPERATORS: ReadonlySet<string> = new Set(["and", "or", "==", "!=", "<", "<=", ">", ">=", "+", "-", "*", "/"]);

/** Numbers that a metric has: over folds `mean` and `sd`, of its confidence interval `low` and `high`. */
const STATISTICS = ["mean", "sd", "low", "high"];

/** Null after a message. */
export function elaborateResult(written: Expr, context: TypeContext): ResultTerm | null {
  const root = rootOf(written, context);
  if (root !== null) return resultPath(written, context);
  const expr = simplify(written, context);
  const { span } = written;
  switch (expr.kind) {
    case "invalid":
      return null;
    case "int":
    case "float":
    case "percent":
    case "bool":
    case "string":
      return { kind: "literal", value: expr.value, span };
    case "null":
      return { kind: "literal", value: null, span };
    case "unary": {
      const operand = elaborateResult(expr.operand, context);
      const name = expr.operator === "not" ? "not" : "neg";
      return operand === null ? null : { kind: "call", function: name, args: [operand], span };
    }
    case "binary": {
      if (!OPERATORS.has(expr.operator)) return refuse(expr, `\`${expr.operator}\``, context);
      const left = elaborateResult(expr.left, context);
      const right = elaborateResult(expr.right, context);
      if (left === null || right === null) return null;
      return { kind: "call", function: expr.operator, args: [left, right], span };
    }
    case "identifier":
    case "member": {
      const [first] = memberPath(expr) ?? [];
      if (first === undefined || context.lookup(first) !== null) return refuse(expr, describeExpr(expr), context);
      context.report(unknownName(first, context.visibleNames()));
      return null;
    }
    default:
      return refuse(expr, describeExpr(expr), context);
  }
}

function refuse(expr: Expr, what: string, context: TypeContext): null {
  context.report(declarations["result-expression"](expr.span, { what }));
  return null;
}

function resultPath(expr: Expr, context: TypeContext): ResultTerm | null {
  const found = rootOf(expr, context);
  if (found === null) return null;
  const { root, rest } = found;
  const { of } = root.declaration;
  if (of !== "evaluate") return refuse(expr, `\`${root.id}\`, ${describeDeclaration(of)},`, context);
  const typed = context.typed(root.id);
  if (typed?.kind !== "evaluate") return null;
  const path = rest.map(({ name }) => name);
  const problem = problemOf(path, typed);
  if (problem === null) return { kind: "result", declaration: root.id, path, span: expr.span };
  const at = rest[problem.at] ?? expr;
  const text = [root.id, ...path].join(".");
  context.report(declarations["no-result"](at.span, { path: text, declaration: root.id, hint: problem.hint }));
  return null;
}

interface Problem {
  /** Index of the name that is wrong. */
  readonly at: number;
  readonly hint: string;
}

function problemOf(path: readonly string[], evaluate: TypedEvaluate): Problem | null {
  const metrics = evaluate.metrics.map(({ name }) => name);
  const subjects = evaluate.subjects.flatMap((subject) =>
    subject.kind === "reference" ? [subject.to] : [subject.name],
  );
  const several = subjects.length > 1;
  const baselines = evaluate.against.length === 0 ? [] : ["baseline", ...evaluate.against.map(({ name }) => name)];
  const [first, second] = path;
  const named = first !== undefined && (subjects.includes(first) || baselines.includes(first));
  const listed = `it has ${joinNames(several ? [...subjects, ...baselines] : [...metrics, ...baselines], "and")}`;
  if (first === undefined) return { at: 0, hint: `name a result of it: ${listed}` };
  if (named) {
    if (second === undefined) return { at: 0, hint: `add a metric: ${joinNames(metrics, "or")}` };
    return metricProblem(path, 1, metrics);
  }
  if (first === "baseline") return { at: 0, hint: "add `against:` to the evaluation to have a baseline" };
  if (several && metrics.includes(first)) return { at: 0, hint: `say of which value: ${joinNames(subjects, "or")}` };
  if (metrics.includes(first)) return metricProblem(path, 0, metrics);
  const near = nearHint(first, [...metrics, ...subjects, ...baselines], listed);
  return { at: 0, hint: near.startsWith("did") ? near : listed };
}

function metricProblem(path: readonly string[], at: number, metrics: readonly string[]): Problem | null {
  const metric = path[at] ?? "";
  if (!metrics.includes(metric))
    return { at, hint: nearHint(metric, metrics, `it measures ${joinNames(metrics, "and")}`) };
  const statistic = path[at + 1];
  if (statistic === undefined) return null;
  if (STATISTICS.includes(statistic) && path.length === at + 2) return null;
  return { at: at + 1, hint: `a metric has ${joinNames(STATISTICS, "and")}` };
}
