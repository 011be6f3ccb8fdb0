// Contract: typed scalar expressions as they stand in a plan. Plain JSON without spans, so that equal meaning is equal
// text. Operators are calls like any other: `+ - * / == != < <= > >= and or not ?? in neg` are function names.
import type { ColumnType } from "./data-type.ts";

export type LiteralValue =
  | { readonly kind: "null" }
  | { readonly kind: "bool"; readonly value: boolean }
  | { readonly kind: "int" | "float"; readonly value: number }
  | { readonly kind: "string"; readonly value: string }
  /** ISO 8601: `2024-01-31` or `2024-01-31T06:00:00Z`. */
  | { readonly kind: "date" | "timestamp"; readonly value: string }
  | { readonly kind: "duration"; readonly months: number; readonly milliseconds: number }
  | { readonly kind: "list"; readonly items: readonly LiteralValue[] };

/** Window functions run inside each partition, in time order; both are filled in by the compiler, never by the author. */
export interface Over {
  readonly partition: readonly string[];
  /** The `@time` column; null only for whole-table aggregates. */
  readonly order: string | null;
  /** The regular step of the time column, so that a window given as a duration can count rows; null when irregular. */
  readonly every: { readonly months: number; readonly milliseconds: number } | null;
  /** With a step of whole days or months: the zone on whose calendar steps and windows given as durations are counted. */
  readonly zone?: string;
}

export type Expression =
  | { readonly kind: "column"; readonly name: string; readonly type: ColumnType }
  | { readonly kind: "literal"; readonly literal: LiteralValue; readonly type: ColumnType }
  | {
      readonly kind: "call";
      readonly function: string;
      /** In the order of the declaration; an omitted optional argument is a null literal. */
      readonly args: readonly Expression[];
      readonly over: Over | null;
      /** Of a function of the calendar: the zone of its timestamps; UTC without. */
      readonly zone?: string;
      readonly type: ColumnType;
    }
  | {
      readonly kind: "case";
      readonly branches: readonly { readonly when: Expression; readonly then: Expression }[];
      readonly otherwise: Expression | null;
      readonly type: ColumnType;
    };
