// Constants in column expressions: literals of the text, and the final values of params.
import { type ColumnType, type Duration, type ScalarKind, scalar } from "../../../specs/data-type.ts";
import type { Span } from "../../../specs/diagnostic.ts";
import type { LiteralValue } from "../../../specs/expression.ts";
import type { Json } from "../../../specs/json.ts";
import type { Literal } from "../../syntax/ast.ts";
import type { TypedExpression } from "../typed.ts";

export type TypedLiteral = Extract<TypedExpression, { kind: "literal" }>;

/** A null literal has no type of its own; it takes that of the values beside it. */
export function nullLiteral(span: Span, type: ColumnType = scalar("string", true)): TypedLiteral {
  return { kind: "literal", literal: { kind: "null" }, type, span };
}

export const isNull = (expression: TypedExpression): boolean =>
  expression.kind === "literal" && expression.literal.kind === "null";

export function typedLiteral(literal: Literal): TypedLiteral {
  const { span } = literal;
  switch (literal.kind) {
    case "null":
      return nullLiteral(span);
    case "bool":
      return make({ kind: "bool", value: literal.value }, "bool", span);
    case "int":
    case "float":
      return make({ kind: literal.kind, value: literal.value }, literal.kind, span);
    case "percent":
      return make({ kind: "float", value: literal.value }, "float", span);
    case "string":
      return make({ kind: "string", value: literal.value }, "string", span);
    case "date":
    case "timestamp":
      return make({ kind: literal.kind, value: literal.value }, literal.kind, span);
    case "duration":
      return durationLiteral(literal.value, span);
  }
}

export function durationLiteral(duration: Duration, span: Span): TypedLiteral {
  const { months, milliseconds } = duration;
  return make({ kind: "duration", months, milliseconds }, "duration", span);
}

/** The value of a param; null when it is only known at run time (`env`, `secret`). */
export function paramLiteral(value: Json, type: string, span: Span): TypedLiteral | null {
  if (typeof value === "boolean") return make({ kind: "bool", value }, "bool", span);
  if (typeof value === "number") {
    const kind = type === "float" || !Number.isInteger(value) ? "float" : "int";
    return make({ kind, value }, kind, span);
  }
  if (typeof value === "string") {
    const kind = type === "date" || type === "timestamp" ? type : "string";
    return make({ kind, value }, kind, span);
  }
  if (value !== null && "months" in value && "milliseconds" in value) {
    const { months, milliseconds } = value;
    if (typeof months === "number" && typeof milliseconds === "number")
      return durationLiteral({ months, milliseconds }, span);
  }
  return null;
}

function make(literal: LiteralValue, kind: ScalarKind, span: Span): TypedLiteral {
  return { kind: "literal", literal, type: scalar(kind), span };
}
