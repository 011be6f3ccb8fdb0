// Conditions that a server may take over. The engine asks the same question again of the rows that arrive, so a condition is
// safe when it keeps at least every row that the engine would keep: parts of a conjunction may be left out, comparisons are
// asked only of types that compare in the server exactly as here. Negations are not, except of `is_null`.
import type { ScalarKind } from "../../../specs/data-type.ts";
import type { Expression, LiteralValue } from "../../../specs/expression.ts";
import { momentOf } from "../sql-text.ts";
import type { WireColumn, WireKind } from "./database.ts";

export interface Dialect {
  readonly column: (name: string) => string;
  /** Whether comparisons of this column, declared as this kind, give in the server what they give here. */
  readonly isExact: (column: WireColumn, declared: ScalarKind) => boolean;
  /** Whether a value is missing there exactly when it is missing here. */
  readonly knowsMissing: (column: WireColumn) => boolean;
  readonly literal: (literal: PushedLiteral) => string;
}

/** What the servers agree on. Timestamps without a zone are on the clock of `zone` here, and on none there. */
export const exactKinds =
  ({ isFloat, bool, zone }: ExactKinds): Dialect["isExact"] =>
  (column, declared) => {
    const { kind } = column;
    switch (declared) {
      case "int":
        return kind === "integer";
      case "float":
        return isFloat(column);
      case "bool":
        return kind === bool;
      case "date":
        return kind === "date";
      case "timestamp":
        return kind === "moment" || (kind === "timestamp" && zone === null);
      case "string":
      case "category":
        return kind === "text";
      case "duration":
        return false;
      default:
        return declared satisfies never;
    }
  };

interface ExactKinds {
  /** Of the widest floats only: narrow ones and decimals are rounded on the way. */
  readonly isFloat: (column: WireColumn) => boolean;
  readonly bool: WireKind;
  readonly zone: string | null;
}

export type PushedLiteral =
  | { readonly kind: "int" | "float"; readonly value: number }
  | { readonly kind: "bool"; readonly value: boolean }
  | { readonly kind: "text"; readonly value: string }
  /** `2024-01-31` */
  | { readonly kind: "date"; readonly value: string }
  /** `2024-01-31 06:00:00.000`, UTC; `zoned` says whether the column knows a zone. */
  | { readonly kind: "timestamp"; readonly value: string; readonly zoned: boolean };

type Call = Extract<Expression, { kind: "call" }>;
type ColumnReference = Extract<Expression, { kind: "column" }>;

const COMPARISONS: Readonly<Record<string, { readonly sql: string; readonly flipped: string }>> = {
  "==": { sql: "=", flipped: "=" },
  "!=": { sql: "<>", flipped: "<>" },
  "<": { sql: "<", flipped: ">" },
  "<=": { sql: "<=", flipped: ">=" },
  ">": { sql: ">", flipped: "<" },
  ">=": { sql: ">=", flipped: "<=" },
};

/** Null when nothing of the condition can be taken over. */
export function filterSql(condition: Expression, columns: readonly WireColumn[], dialect: Dialect): string | null {
  if (condition.kind !== "call") return null;
  const part = (index: number): string | null => filterSql(condition.args[index]!, columns, dialect);
  switch (condition.function) {
    case "and": {
      const [left, right] = [part(0), part(1)];
      return left === null || right === null ? (left ?? right) : `(${left} AND ${right})`;
    }
    case "or": {
      const [left, right] = [part(0), part(1)];
      return left === null || right === null ? null : `(${left} OR ${right})`;
    }
    case "is_null":
      return missing(condition, "IS NULL", columns, dialect);
    case "not": {
      const inner = condition.args[0]!;
      const isNull = inner.kind === "call" && inner.function === "is_null";
      return isNull ? missing(inner, "IS NOT NULL", columns, dialect) : null;
    }
    case "in":
      return membership(condition, columns, dialect);
    default:
      return comparison(condition, columns, dialect);
  }
}

function missing(call: Call, test: string, columns: readonly WireColumn[], dialect: Dialect): string | null {
  const column = call.args[0]!;
  const wire = column.kind === "column" ? columns.find(({ name }) => name === column.name) : undefined;
  return wire === undefined || !dialect.knowsMissing(wire) ? null : `${dialect.column(wire.name)} ${test}`;
}

function comparison(call: Call, columns: readonly WireColumn[], dialect: Dialect): string | null {
  const operator = COMPARISONS[call.function];
  const [left, right] = call.args;
  if (operator === undefined || left === undefined || right === undefined) return null;
  const isFlipped = left.kind === "literal";
  const [column, literal] = isFlipped ? [right, left] : [left, right];
  if (column.kind !== "column" || literal.kind !== "literal") return null;
  const isText = column.type.kind === "string" || column.type.kind === "category";
  // Servers order texts by language, and may call different ones equal.
  if (isText && operator.sql !== "=") return null;
  const value = literalSql(column, literal.literal, columns, dialect);
  return value === null
    ? null
    : `${dialect.column(column.name)} ${isFlipped ? operator.flipped : operator.sql} ${value}`;
}

function membership(call: Call, columns: readonly WireColumn[], dialect: Dialect): string | null {
  const [column, list] = call.args;
  if (column?.kind !== "column" || list?.kind !== "literal" || list.literal.kind !== "list") return null;
  const values = list.literal.items.map((item) => literalSql(column, item, columns, dialect));
  if (values.length === 0 || values.includes(null)) return null;
  return `${dialect.column(column.name)} IN (${values.join(", ")})`;
}

function literalSql(
  column: ColumnReference,
  literal: LiteralValue,
  columns: readonly WireColumn[],
  dialect: Dialect,
): string | null {
  const wire = columns.find(({ name }) => name === column.name);
  if (wire === undefined || !dialect.isExact(wire, column.type.kind)) return null;
  const pushed = pushedLiteral(column.type.kind, literal, wire);
  return pushed === null ? null : dialect.literal(pushed);
}

/** Literals of the column's own kind; an int also for a float, a date also for a timestamp. */
function pushedLiteral(declared: ScalarKind, literal: LiteralValue, wire: WireColumn): PushedLiteral | null {
  switch (literal.kind) {
    case "int":
      if (!Number.isSafeInteger(literal.value)) return null;
      return declared === "int" || declared === "float" ? { kind: declared, value: literal.value } : null;
    case "float":
      return declared === "float" && Number.isFinite(literal.value) ? { kind: "float", value: literal.value } : null;
    case "bool":
      return declared === "bool" ? { kind: "bool", value: literal.value } : null;
    case "string":
      return declared === "string" || declared === "category" ? { kind: "text", value: literal.value } : null;
    case "date":
    case "timestamp":
      if (declared === "date") return literal.kind === "date" ? { kind: "date", value: literal.value } : null;
      if (declared !== "timestamp") return null;
      return { kind: "timestamp", value: momentText(literal.value), zoned: wire.kind === "moment" };
    case "null":
    case "duration":
    case "list":
      return null;
    default:
      return literal satisfies never;
  }
}

const momentText = (iso: string): string => new Date(momentOf(iso)).toISOString().slice(0, 23).replace("T", " ");
