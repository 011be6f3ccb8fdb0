// Conditions over results: `final.mae < final.baseline.mae`. An undefined number makes a comparison false, so that nothing
// is published on a score that does not exist.
import type { NodeId, ResultExpression } from "../../specs/plan.ts";
import type { EvaluationResult, SearchResult } from "../../specs/run-record.ts";

type Scalar = number | boolean | string | null;
export type Results = (node: NodeId) => EvaluationResult | SearchResult | null;

export function evaluateResult(expression: ResultExpression, results: Results): Scalar {
  switch (expression.kind) {
    case "literal":
      return expression.value;
    case "result": {
      const value = results(expression.node);
      return value === null ? null : resultAt(value, expression.path);
    }
    case "call":
      return apply(
        expression.function,
        expression.args.map((arg) => evaluateResult(arg, results)),
      );
    default:
      return expression satisfies never;
  }
}

/** `mae`, `baseline.mae`, `<subject>.mae`, `<metric>.low|high|sd`; of a search: `value`. */
export function resultAt(result: EvaluationResult | SearchResult, path: readonly string[]): Scalar {
  if (result.kind === "search") {
    const best = result.trials.find((trial) => trial.number === result.best);
    return best?.value ?? null;
  }
  const [head, ...rest] = path;
  if (head === "baseline") return scoreAt(result.baselines[0], rest);
  const named = [...result.subjects, ...result.baselines].find((subject) => subject.name === head);
  return named === undefined || rest.length === 0 ? scoreAt(result.subjects[0], path) : scoreAt(named, rest);
}

function scoreAt(subject: EvaluationResult["subjects"][number] | undefined, path: readonly string[]): Scalar {
  const score = subject?.scores.find((entry) => entry.metric === path[0]);
  if (score === undefined) return null;
  switch (path[1]) {
    case "low":
      return score.interval?.low ?? null;
    case "high":
      return score.interval?.high ?? null;
    case "sd":
      return score.sd;
    default:
      return score.value;
  }
}

function apply(name: string, args: readonly Scalar[]): Scalar {
  const [a, b] = args;
  switch (name) {
    case "and":
      return args.every((arg) => arg === true);
    case "or":
      return args.some((arg) => arg === true);
    case "not":
      return a !== true;
    case "==":
      return a === b;
    case "!=":
      return a !== b;
    case "neg":
      return typeof a === "number" ? -a : null;
    default:
      return typeof a === "number" && typeof b === "number" ? arithmetic(name, a, b) : comparison(name) ? false : null;
  }
}

const comparison = (name: string): boolean => ["<", "<=", ">", ">="].includes(name);

function arithmetic(name: string, a: number, b: number): Scalar {
  switch (name) {
    case "<":
      return a < b;
    case "<=":
      return a <= b;
    case ">":
      return a > b;
    case ">=":
      return a >= b;
    case "+":
      return a + b;
    case "-":
      return a - b;
    case "*":
      return a * b;
    case "/":
      return a / b;
    default:
      return null;
  }
}
