// Contract: the relational steps of a plan, which the data engine carries out.
import type { Duration } from "./data-type.ts";
import type { Expression, LiteralValue } from "./expression.ts";
import type { Json } from "./json.ts";

export interface NamedExpression {
  readonly name: string;
  readonly expression: Expression;
}

export type TableStep =
  | { readonly kind: "where"; readonly condition: Expression }
  | { readonly kind: "select"; readonly columns: readonly string[] }
  /** Later entries may use earlier ones. */
  | { readonly kind: "derive"; readonly columns: readonly NamedExpression[] }
  | { readonly kind: "rename"; readonly columns: readonly { readonly from: string; readonly to: string }[] }
  | {
      readonly kind: "join";
      readonly on: readonly { readonly left: string; readonly right: string }[];
      readonly how: "inner" | "left";
      /** Right rows count only when they are not later than the left row, and at most this much older. */
      readonly within?: { readonly left: string; readonly right: string; readonly span: Duration };
      /** Right columns that are added, under the names they get. */
      readonly columns: readonly { readonly from: string; readonly to: string }[];
    }
  | {
      readonly kind: "join_as_of";
      readonly on: readonly { readonly left: string; readonly right: string }[];
      readonly time: { readonly left: string; readonly right: string };
      readonly direction: "backward" | "forward" | "nearest";
      readonly strict: boolean;
      readonly within: Duration | null;
      /**
       * Of a bitemporal right table, whose `time.right` says when a row became known: the column that says when it
       * happened. The latest event counts, in its latest known version.
       */
      readonly event?: string;
      readonly columns: readonly { readonly from: string; readonly to: string }[];
    }
  | {
      readonly kind: "aggregate";
      readonly by: readonly string[];
      readonly columns: readonly NamedExpression[];
      /** Any other value of this column is an error: the result has a column for each of these. */
      readonly covers?: { readonly column: string; readonly values: readonly LiteralValue[] };
    }
  | {
      readonly kind: "resample";
      readonly by: readonly string[];
      readonly time: string;
      readonly every: Duration;
      readonly label: "left" | "right";
      /** Where days and months begin; null is UTC. */
      readonly zone: string | null;
      readonly columns: readonly NamedExpression[];
    }
  | {
      readonly kind: "fill_gaps";
      readonly by: readonly string[];
      readonly time: string;
      readonly every: Duration;
      readonly zone: string | null;
    }
  | {
      readonly kind: "windows";
      readonly by: readonly string[];
      readonly time: string;
      readonly length: number;
      readonly stride: number;
      /** Columns that become tensors; the others keep the last row's value. */
      readonly tensors: readonly string[];
    }
  /** A text is parted at the separator, a tensor (null) along its first axis. */
  | {
      readonly kind: "explode";
      readonly column: string;
      readonly separator: string | null;
      readonly index: string | null;
    }
  | { readonly kind: "sort"; readonly by: readonly { readonly column: string; readonly descending: boolean }[] }
  | {
      readonly kind: "dedupe";
      readonly on: readonly string[];
      readonly keep: "first" | "last";
      readonly by: string | null;
    }
  /** A query in the data engine's SQL, parsed by its own parser and held to what the step declares. */
  | {
      readonly kind: "sql";
      readonly query: string;
      /** Names by which the query may read its input. */
      readonly tables: readonly string[];
      readonly time: string | null;
      readonly every: Duration | null;
      /** Columns that must pass through as they are. */
      readonly structure: readonly string[];
      /** Columns that nothing new may be made from. */
      readonly hidden: readonly string[];
      /** Columns that anything new may be made from, and those that rows may be chosen by: what the compiler counted on. */
      readonly named: readonly string[];
      readonly choosing: readonly string[];
      readonly reach: Duration | null;
      readonly fits: boolean | null;
    }
  | { readonly kind: "sample"; readonly fraction: number | null; readonly rows: number | null; readonly seed: number }
  | { readonly kind: "union" }
  /** A step that this version of the runtime may not know; `params` as the component declares them. */
  | { readonly kind: "component"; readonly component: string; readonly params: { readonly [name: string]: Json } };
