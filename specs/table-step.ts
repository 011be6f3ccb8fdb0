// Contract: the relational steps of a plan, which the data engine carries out.
import type { Duration } from "./data-type.ts";
import type { Expression } from "./expression.ts";
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
      readonly columns: readonly { readonly from: string; readonly to: string }[];
    }
  | { readonly kind: "aggregate"; readonly by: readonly string[]; readonly columns: readonly NamedExpression[] }
  | { readonly kind: "sort"; readonly by: readonly { readonly column: string; readonly descending: boolean }[] }
  | {
      readonly kind: "dedupe";
      readonly on: readonly string[];
      readonly keep: "first" | "last";
      readonly by: string | null;
    }
  | { readonly kind: "sample"; readonly fraction: number | null; readonly rows: number | null; readonly seed: number }
  | { readonly kind: "union" }
  /** A step that this version of the runtime may not know; `params` as the component declares them. */
  | { readonly kind: "component"; readonly component: string; readonly params: { readonly [name: string]: Json } };
