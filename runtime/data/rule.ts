// What a rule of a `check` provides: the rows that break it, as a query.
import type { Json } from "../../specs/json.ts";
import type { Table } from "./table.ts";

export interface RuleContext {
  readonly table: Table;
  /** Further input tables of the check, by the node id that the rule's parameters name. */
  readonly tables: ReadonlyMap<string, Table>;
  /** SQL of an expression parameter over the table's columns. */
  readonly expression: (value: Json) => string;
  /** SQL of the time of the run, or null when none was given. */
  readonly asOf: string | null;
}

export type RuleParams = { readonly [name: string]: Json };

export type RuleQuery =
  /** Rows of the table, with the hidden row column, that break the rule. */
  | { readonly kind: "rows"; readonly sql: string }
  /** One row of one text: null when the rule holds, else what is wrong with the table as a whole. */
  | { readonly kind: "table"; readonly sql: string };

export interface RuleImplementation {
  readonly query: (params: RuleParams, context: RuleContext) => RuleQuery;
  /** A look that is much quicker than the query and only says yes when nothing breaks the rule. */
  readonly holds?: (params: RuleParams, context: RuleContext) => boolean;
  /** What the rule demands, for the finding: `OT` lies between -20 and 80. */
  readonly demand: (params: RuleParams) => string;
}

export type Rules = Readonly<Record<string, RuleImplementation>>;
