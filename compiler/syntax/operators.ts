// Operands and operators in a row -> a tree, by binding strength (LANGUAGE.md, chapter 4). The grammar reads a flat row
// because ten nested rules per operand would be ten times the work for the same tree.
import type { IToken } from "chevrotain";
import type { Span } from "../../specs/diagnostic.ts";
import type { BinaryOperator, Expr } from "./ast.ts";
import { type Screen, spanOf } from "./screen.ts";
import { syntax } from "./syntax.diagnostics.ts";
import * as t from "./tokens.ts";

/** `not` and `-` in front, outermost first. */
export interface Operand {
  readonly prefixes: readonly IToken[];
  readonly value: Expr;
}

/** `operators[i]` stands between `operands[i]` and `operands[i + 1]`; `log` after operand i is in `logs`. */
export interface Row {
  readonly operands: Operand[];
  readonly operators: IToken[];
  readonly logs: Map<number, IToken>;
}

const PIPE = 1;
const OR = 2;
const AND = 3;
const COMPARE = 5;
const COALESCE = 6;
const RANGE = 7;
const SUM = 8;
const PRODUCT = 9;
/** A tree deeper than this may exhaust the stack of whoever walks it. */
export const LONGEST_ROW = 200;

function strength(operator: IToken): number {
  switch (operator.tokenType) {
    case t.Pipe:
      return PIPE;
    case t.Or:
      return OR;
    case t.And:
      return AND;
    case t.Compare:
    case t.In:
      return COMPARE;
    case t.Coalesce:
      return COALESCE;
    case t.Range:
    case t.Step:
      return RANGE;
    case t.Plus:
    case t.Minus:
      return SUM;
    default:
      return PRODUCT;
  }
}

export function foldRow(row: Row, screen: Screen): Expr {
  const { operands, operators } = row;
  const first = operands[0]!;
  const last = operands[operands.length - 1]!;
  const prefixes = operands.reduce((count, operand) => count + operand.prefixes.length, 0);
  if (operands.length + prefixes > LONGEST_ROW) {
    const start = first.prefixes[0]?.startOffset ?? first.value.span.start;
    const span = { file: screen.file, start, end: last.value.span.end };
    screen.report(syntax["too-deep"](span, { most: LONGEST_ROW, what: "operators" }));
    return { kind: "invalid", span };
  }
  let next = 0;

  /** The expression from operand `next` on whose operators all bind at least as strongly as `least`. */
  const climb = (least: number): Expr => {
    const index = next++;
    let left = applyPrefixes(index, least);
    while (next - 1 < operators.length) {
      const operator = operators[next - 1]!;
      const power = strength(operator);
      if (power < least) break;
      left = operator.tokenType === t.Range ? range(left, operator) : join(left, operator, power);
    }
    return left;
  };

  const join = (left: Expr, operator: IToken, power: number): Expr => {
    const right = climb(power + 1);
    const span = between(left, right);
    if (operator.tokenType === t.Step) {
      screen.report(syntax["misplaced-range"](spanOf(operator, screen), { word: "step" }));
      return { kind: "invalid", span };
    }
    if (operator.tokenType === t.Pipe) return { kind: "pipe", left, right, span };
    if (operator.tokenType === t.ForeignOperator) return { kind: "invalid", span };
    if (power === COMPARE && left.kind === "binary" && strengthOf(left) === COMPARE) {
      screen.report(syntax["chained-comparison"](spanOf(operator, screen), {}));
      return { kind: "invalid", span };
    }
    return binary(left, operator, right, span);
  };

  const range = (low: Expr, operator: IToken): Expr => {
    if (low.kind === "range") screen.report(syntax["misplaced-range"](spanOf(operator, screen), { word: ".." }));
    const high = climb(SUM);
    let step: Expr | null = null;
    let end = high.span.end;
    const log = row.logs.get(next - 1);
    if (log === undefined && operators[next - 1]?.tokenType === t.Step) {
      step = climb(SUM);
      end = step.span.end;
    }
    const lastLog = log ?? row.logs.get(next - 1);
    if (lastLog !== undefined) {
      row.logs.delete(next - 1);
      end = t.endOf(lastLog);
    }
    return { kind: "range", low, high, step, log: lastLog !== undefined, span: { ...low.span, end } };
  };

  /** `-` binds tighter than any operator, `not` weaker than a comparison. */
  const applyPrefixes = (index: number, least: number): Expr => {
    const { prefixes, value } = operands[index]!;
    const firstMinus = prefixes.findLastIndex((prefix) => prefix.tokenType === t.Not) + 1;
    let expr = value;
    for (const minus of prefixes.slice(firstMinus).reverse()) expr = unary(minus, "-", expr);
    if (firstMinus === 0) return expr;
    const outer = prefixes.slice(0, firstMinus);
    const previous = operators[index - 1];
    const misplaced = least > COMPARE - 1 ? previous : outer.find((prefix) => prefix.tokenType === t.Minus);
    if (misplaced !== undefined) {
      const not = outer.findLast((prefix) => prefix.tokenType === t.Not)!;
      screen.report(syntax["misplaced-not"](spanOf(not, screen), { operator: misplaced.image }));
    }
    next--;
    operands[index] = { prefixes: prefixes.slice(firstMinus), value };
    let inner = climb(COMPARE);
    for (const prefix of outer.reverse()) inner = unary(prefix, prefix.tokenType === t.Minus ? "-" : "not", inner);
    return inner;
  };

  const unary = (prefix: IToken, operator: "not" | "-", operand: Expr): Expr => ({
    kind: "unary",
    operator,
    operand,
    span: { ...operand.span, start: prefix.startOffset },
  });

  const binary = (left: Expr, token: IToken, right: Expr, span: Span): Expr => {
    // The lexer lets only these through; a repaired operator carries its right spelling.
    const operator = (token.payload ?? token.image) as BinaryOperator;
    return { kind: "binary", operator, operatorSpan: spanOf(token, screen), left, right, span };
  };

  const expr = climb(PIPE);
  for (const log of row.logs.values()) screen.report(syntax["misplaced-range"](spanOf(log, screen), { word: "log" }));
  return expr;
}

const between = (left: Expr, right: Expr): Span => ({ ...left.span, end: right.span.end });

const COMPARISONS = new Set<BinaryOperator>(["==", "!=", "<", "<=", ">", ">=", "in"]);
const strengthOf = (expr: Expr): number | null =>
  expr.kind === "binary" && COMPARISONS.has(expr.operator) ? COMPARE : null;
