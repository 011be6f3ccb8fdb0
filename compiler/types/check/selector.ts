// Selectors of transform blocks: which columns an entry takes.
import type { Column, ScalarKind } from "../../../specs/data-type.ts";
import type { Selector } from "../../../specs/plan.ts";
import type { Expr, Head } from "../../syntax/ast.ts";
import { describeExpr } from "../arguments/describe.ts";
import type { TypeContext } from "../context.ts";
import { declarations } from "../declaration.diagnostics.ts";

const KINDS = {
  numeric: ["int", "float"],
  categorical: ["category", "string"],
  boolean: ["bool"],
  temporal: ["date", "timestamp"],
} as const satisfies Readonly<Record<string, readonly ScalarKind[]>>;

type KindSelector = keyof typeof KINDS;
const isKindSelector = (name: string): name is KindSelector => Object.hasOwn(KINDS, name);

/** Null after a message. A name in back-ticks is always a column. */
export function elaborateSelector(head: Head, context: TypeContext): Selector | null {
  const fail = (what: string): null => {
    context.report(declarations["unknown-selector"](head.span, { what }));
    return null;
  };
  switch (head.kind) {
    case "else":
      return fail("`else`");
    case "all": {
      const except: string[] = [];
      for (const { value } of head.except) {
        const names = columnNames(value);
        if (names === null) return fail(describeExpr(value));
        except.push(...names);
      }
      return { kind: "all", except };
    }
    case "expr":
      return exprSelector(head.expr, fail);
    default:
      return head satisfies never;
  }
}

function exprSelector(expr: Expr, fail: (what: string) => null): Selector | null {
  if (expr.kind === "invalid") return null;
  if (expr.kind === "identifier" && !expr.quoted) {
    if (isKindSelector(expr.name)) return { kind: expr.name };
    if (expr.name === "target") return { kind: "target" };
    if (expr.name === "all") return { kind: "all", except: [] };
  }
  if (expr.kind === "call" && expr.callee.kind === "identifier" && expr.callee.name === "matching") {
    const [arg, ...more] = expr.args;
    if (arg?.value.kind !== "string" || more.length > 0) return fail("`matching` without one pattern in quotes");
    return isPattern(arg.value.value)
      ? { kind: "matching", pattern: arg.value.value }
      : fail(`the pattern \`${arg.value.value}\`, which is no regular expression,`);
  }
  const columns = columnNames(expr);
  return columns === null ? fail(describeExpr(expr)) : { kind: "columns", columns };
}

function columnNames(expr: Expr): readonly string[] | null {
  if (expr.kind === "paren") return columnNames(expr.inner);
  if (expr.kind === "identifier") return [expr.name];
  if (expr.kind !== "list") return null;
  const names = expr.items.map(columnNames);
  return names.some((found) => found === null) ? null : names.flatMap((found) => found ?? []);
}

function isPattern(pattern: string): boolean {
  try {
    new RegExp(pattern, "u");
    return true;
  } catch {
    return false;
  }
}

/** The higher, the more specific: a name, a pattern, a type, everything. 0 for the target, which is no feature. */
export function specificity(selector: Selector): number {
  switch (selector.kind) {
    case "columns":
      return 4;
    case "matching":
      return 3;
    case "numeric":
    case "categorical":
    case "boolean":
    case "temporal":
      return 2;
    case "all":
      return 1;
    case "target":
      return 0;
    default:
      return selector satisfies never;
  }
}

/** `expand`: what a name stands for, so that a range column means all its columns. */
export function selects(selector: Selector, column: Column, expand: (name: string) => readonly string[]): boolean {
  switch (selector.kind) {
    case "columns":
      return selector.columns.some((name) => expand(name).includes(column.name));
    case "matching":
      return new RegExp(selector.pattern, "u").test(column.name);
    case "numeric":
    case "categorical":
    case "boolean":
    case "temporal":
      return KINDS[selector.kind].some((kind) => kind === column.type.kind);
    case "all":
      return !selector.except.some((name) => expand(name).includes(column.name));
    case "target":
      return false;
    default:
      return selector satisfies never;
  }
}

export function printSelector(selector: Selector): string {
  switch (selector.kind) {
    case "columns":
      return selector.columns.map((name) => `\`${name}\``).join(", ");
    case "matching":
      return `\`matching("${selector.pattern}")\``;
    case "all":
      return selector.except.length === 0 ? "`all`" : `\`all except(${selector.except.join(", ")})\``;
    case "numeric":
    case "categorical":
    case "boolean":
    case "temporal":
    case "target":
      return `\`${selector.kind}\` columns`;
    default:
      return selector satisfies never;
  }
}
