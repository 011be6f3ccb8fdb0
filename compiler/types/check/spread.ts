// One derived entry that makes several columns: `OT_lag = lag(OT, 1..24)`, or an expression over a range column.
import type { FunctionDeclaration } from "../../../specs/component.ts";
import { findColumn } from "../../../specs/data-type.ts";
import type { Arg, Block, Entry, Expr, Identifier, Literal } from "../../syntax/ast.ts";
import { simplify } from "../arguments/constant.ts";
import type { TypeContext } from "../context.ts";
import { types } from "../types.diagnostics.ts";
import { type ColumnScope, expandColumns, rangeSuffix } from "./column-scope.ts";
import { printSignature } from "./constant-argument.ts";

export interface SpreadPart {
  /** What follows the name of the entry, after `_`; null when the entry makes one column. */
  readonly suffix: string | null;
  readonly expr: Expr;
}

/** Something in the expression that takes several values in turn. */
interface Axis {
  readonly node: Expr;
  readonly suffixes: readonly string[];
  readonly values: readonly Expr[];
}

const MOST_COLUMNS = 10_000;

/**
 * One part per column that the entry makes. Several ranges are walked side by side when their values agree, else it is
 * an error. Null after an error.
 */
export function spreadExpression(
  name: Identifier,
  expr: Expr,
  scope: ColumnScope,
  context: TypeContext,
): readonly SpreadPart[] | null {
  const inlined = inlineLets(expr, scope, context);
  const axes: Axis[] = [];
  let broken = false;
  for (const node of findSpreading(inlined, scope, context)) {
    const axis =
      node.kind === "range"
        ? axisOfRange(node, context)
        : node.kind === "call"
          ? axisOfFunction(node, context)
          : axisOfColumns(node, scope);
    if (axis === null) broken = true;
    else axes.push(axis);
  }
  const [first] = axes;
  if (broken) return null;
  if (first === undefined) return [{ suffix: null, expr: inlined }];
  if (axes.some((axis) => axis.suffixes.join() !== first.suffixes.join())) {
    context.report(types["several-ranges"](name.span, { name: name.name }));
    return null;
  }
  return first.suffixes.map((suffix, i) => ({
    suffix,
    expr: mapExpr(inlined, (node) => axes.find((axis) => axis.node === node)?.values[i] ?? null),
  }));
}

/** Lets are put in, so that a range or a range column inside one spreads too. */
function inlineLets(expr: Expr, scope: ColumnScope, context: TypeContext): Expr {
  return mapExpr(expr, (node) => {
    if (node.kind !== "identifier" || node.quoted || expandColumns(node.name, scope.schema).length > 0) return null;
    const meaning = context.lookup(node);
    return meaning?.kind === "let" ? inlineLets(meaning.expr, scope, context) : null;
  });
}

type Spreading = Extract<Expr, { kind: "range" | "call" }> | Identifier;

function findSpreading(expr: Expr, scope: ColumnScope, context: TypeContext): readonly Spreading[] {
  const found: Spreading[] = [];
  // The range of `x in 1..5` is a condition, and a variadic argument takes a range column as it is.
  const skipped = new Set<Expr>();
  mapExpr(expr, (node) => {
    if (skipped.has(node)) return null;
    if (node.kind === "binary" && node.operator === "in") skipped.add(stripParens(node.right));
    if (node.kind === "call") for (const arg of variadicArgs(node, context)) skipped.add(arg.value);
    if (node.kind === "range" || (node.kind === "call" && spreadOf(node, context) !== null)) found.push(node);
    if (node.kind === "identifier" && findColumn(scope.schema, node.name) === undefined)
      if (expandColumns(node.name, scope.schema).length > 0) found.push(node);
    return null;
  });
  return found;
}

function variadicArgs(call: Extract<Expr, { kind: "call" }>, context: TypeContext): readonly Arg[] {
  const declaration = call.callee.kind === "identifier" ? context.registry.find("function", call.callee.name) : null;
  if (declaration?.arguments[declaration.arguments.length - 1]?.variadic !== true) return [];
  return call.args.filter((arg) => arg.name === null).slice(declaration.arguments.length - 1);
}

function spreadOf(call: Extract<Expr, { kind: "call" }>, context: TypeContext): FunctionDeclaration | null {
  const declaration = call.callee.kind === "identifier" ? context.registry.find("function", call.callee.name) : null;
  return declaration?.spread === undefined ? null : declaration;
}

const MOST_HARMONICS = 1000;

/** `fourier(at, period: 1d, order: 2)`: sine and cosine of the harmonics in turn. An error of its arguments comes up when it is typed. */
function axisOfFunction(call: Extract<Expr, { kind: "call" }>, context: TypeContext): Axis | null {
  const declaration = spreadOf(call, context);
  const spread = declaration?.spread;
  if (declaration === null || spread === undefined) return null;
  const names = declaration.arguments.map(({ name }) => name);
  const given = new Map(call.args.map((arg, i) => [arg.name?.name ?? names[i] ?? "", arg]));
  const count = given.get(spread.count);
  const number = count === undefined ? null : endOf(count.value, context);
  if (number === "broken") return null;
  const isCount = number?.whole === true && number.unit === "" && number.amount >= 1;
  if (
    number === null ||
    !isCount ||
    number.amount > MOST_HARMONICS ||
    [...given.keys()].some((name) => !names.includes(name))
  ) {
    const problem =
      isCount && number !== null && number.amount <= MOST_HARMONICS
        ? "does not fit"
        : `needs \`${spread.count}\`, a whole number from 1 to ${MOST_HARMONICS}`;
    const signature = printSignature(declaration);
    const hint = "write it as in the form";
    context.report(types["function-arguments"](call.span, { function: declaration.name, problem, signature, hint }));
    return null;
  }
  const rest = names.flatMap((name) => given.get(name) ?? []).filter((arg) => arg !== count);
  const values = Array.from({ length: number.amount }, (_, i) => i + 1).flatMap((harmonic) =>
    spread.functions.map((name): Expr => {
      const value = number.make(harmonic, call.span);
      const args = [...rest, { name: null, value, when: null, span: call.span }].map((arg) => ({ ...arg, name: null }));
      return {
        kind: "call",
        callee: { kind: "identifier", name, quoted: true, span: call.callee.span },
        args,
        span: call.span,
      };
    }),
  );
  return { node: call, suffixes: values.map((_, i) => String(i + 1)), values };
}

function axisOfColumns(node: Identifier, scope: ColumnScope): Axis {
  const columns = expandColumns(node.name, scope.schema);
  return {
    node,
    suffixes: columns.map((column) => rangeSuffix(column.name, node.name) ?? ""),
    values: columns.map(({ name }) => ({ kind: "identifier", name, quoted: true, span: node.span })),
  };
}

function axisOfRange(range: Extract<Expr, { kind: "range" }>, context: TypeContext): Axis | null {
  const fail = (problem: string): null => {
    context.report(types["bad-range"](range.span, { problem }));
    return null;
  };
  const low = endOf(range.low, context);
  const high = endOf(range.high, context);
  const step = range.step === null ? null : endOf(range.step, context);
  if (low === "broken" || high === "broken" || step === "broken") return null;
  if (low === null || high === null || (range.step !== null && step === null))
    return fail("has an end that is no number");
  if (range.log) return fail("cannot be `log`, which is for searches");
  if (low.unit !== high.unit || (step !== null && step.unit !== low.unit)) return fail("mixes units");
  if (step === null && !low.whole) return fail("of floats needs a `step`");
  const width = step?.amount ?? 1;
  if (width <= 0) return fail("needs a `step` above 0");
  if (high.amount < low.amount) return fail("ends before it begins");
  // Half a step of tolerance, so that 0.1..0.9 step 0.1 has nine values despite rounding.
  const count = Math.floor((high.amount - low.amount) / width + 1e-9) + 1;
  if (count > MOST_COLUMNS) return fail(`would make ${count} columns`);
  const amounts = Array.from({ length: count }, (_, i) => Number((low.amount + i * width).toPrecision(12)));
  return {
    node: range,
    suffixes: amounts.map((amount) => `${amount}${low.unit}`),
    // The high end's unit: a low end of 0 has lost the size of its own.
    values: amounts.map((amount) => high.make(amount, range.span)),
  };
}

interface RangeEnd {
  readonly amount: number;
  readonly unit: string;
  readonly whole: boolean;
  readonly make: (amount: number, span: Literal["span"]) => Literal;
}

function endOf(written: Expr, context: TypeContext): RangeEnd | "broken" | null {
  const expr = simplify(written, context);
  switch (expr.kind) {
    case "invalid":
      return "broken";
    case "int":
    case "float":
      return {
        amount: expr.value,
        unit: "",
        whole: expr.kind === "int",
        make: (value, span) => ({ kind: expr.kind, value, text: String(value), span }),
      };
    case "duration": {
      const { amount, unit, value } = expr;
      // The unit's own size; a range of durations counts in it.
      const months = amount === 0 ? 0 : value.months / amount;
      const milliseconds = amount === 0 ? 0 : value.milliseconds / amount;
      return {
        amount,
        unit,
        whole: Number.isInteger(amount),
        make: (to, span) => ({
          kind: "duration",
          value: { months: months * to, milliseconds: milliseconds * to },
          amount: to,
          unit,
          text: `${to}${unit}`,
          span,
        }),
      };
    }
    default:
      return null;
  }
}

function stripParens(expr: Expr): Expr {
  return expr.kind === "paren" ? stripParens(expr.inner) : expr;
}

/** Rebuilds the expression with what `change` puts in place of a node; null keeps it and goes into it. */
function mapExpr(expr: Expr, change: (node: Expr) => Expr | null): Expr {
  const changed = change(expr);
  if (changed !== null) return changed;
  const map = (inner: Expr): Expr => mapExpr(inner, change);
  switch (expr.kind) {
    case "call":
      return { ...expr, args: expr.args.map((arg) => ({ ...arg, value: map(arg.value) })) };
    case "binary":
      return { ...expr, left: map(expr.left), right: map(expr.right) };
    case "unary":
      return { ...expr, operand: map(expr.operand) };
    case "paren":
      return { ...expr, inner: map(expr.inner) };
    case "list":
      return { ...expr, items: expr.items.map(map) };
    case "blockcall":
      return { ...expr, block: mapBlock(expr.block, map) };
    default:
      return expr;
  }
}

function mapBlock(block: Block, map: (expr: Expr) => Expr): Block {
  const mapEntry = (entry: Entry): Entry => ({
    ...entry,
    head: entry.head.kind === "expr" ? { ...entry.head, expr: map(entry.head.expr) } : entry.head,
    value: entry.value === null ? null : { ...entry.value, expr: map(entry.value.expr) },
  });
  return { ...block, entries: block.entries.map(mapEntry) };
}
