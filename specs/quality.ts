// Contract: what data looks like, column by column, and what the rules of its checks found. Plain JSON, part of the run
// record. Floats are rounded to six significant digits, so that they do not depend on the number of threads.
import type { ScalarKind } from "./data-type.ts";
import type { Severity } from "./diagnostic.ts";

export interface TableProfile {
  readonly rows: number;
  readonly columns: readonly ColumnProfile[];
}

export interface ColumnProfile {
  readonly name: string;
  readonly kind: ScalarKind;
  readonly missing: number;
  /** Values that differ from each other; an estimate in large tables. */
  readonly distinct: number;
  readonly distinctIsExact: boolean;
  /** Numbers as they are, moments in milliseconds since 1970; null for texts and where there is no value. */
  readonly min: number | null;
  readonly max: number | null;
  readonly mean: number | null;
  readonly sd: number | null;
  /** Counts between equally distant edges; values beyond them are counted in the first and last. */
  readonly histogram: { readonly low: number; readonly high: number; readonly counts: readonly number[] } | null;
  /** The most frequent values of a text or bool column; empty for a column marked `@pii`. */
  readonly levels: readonly { readonly value: string; readonly count: number }[];
}

/** A row that breaks a rule. */
export interface SampleRow {
  /** Its number in the table, from 1; rows of a source keep that of their file through steps that keep rows. */
  readonly row: number;
  /** As text, by column; values of `@pii` columns are `***`. */
  readonly cells: { readonly [column: string]: string | null };
}

export interface RuleOutcome {
  readonly rule: string;
  /** What it demands, in words. */
  readonly demand: string;
  readonly severity: Severity;
  readonly passed: boolean;
  /** Rows that break it; 1 where the table as a whole does. */
  readonly violations: number;
  /** What was found; empty when it holds. */
  readonly finding: string;
  readonly sample: readonly SampleRow[];
}

/** What the rules of one check found. */
export interface CheckOutcome {
  readonly kind: "check";
  readonly passed: boolean;
  readonly node: string;
  readonly rows: number;
  readonly rules: readonly RuleOutcome[];
}
