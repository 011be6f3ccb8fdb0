// A database source read as a run reads it, with its rows as plain values.
import { afterAll, beforeAll } from "vitest";
import { takeSnapshot } from "../../../runtime/data/databases/snapshot.ts";
import { type Engine, openEngine } from "../../../runtime/data/engine.ts";
import { readSnapshot } from "../../../runtime/data/read-source.ts";
import { Refusal } from "../../../runtime/data/readers/reader.ts";
import type { Column, ColumnType, ScalarKind } from "../../../specs/data-type.ts";
import type { Diagnostic, Span } from "../../../specs/diagnostic.ts";
import type { Expression } from "../../../specs/expression.ts";
import type { Json } from "../../../specs/json.ts";
import { cells, span, step } from "../../unit/runtime/data/inline-table.ts";

export interface ReadTable {
  /** The rows that a condition keeps, asked of the engine. */
  readonly where: (condition: Expression) => Promise<readonly (readonly Json[])[]>;
  readonly rows: readonly (readonly Json[])[];
  readonly hash: string;
  readonly findings: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

export interface TableRequest {
  readonly connector: string;
  readonly params: { readonly [name: string]: Json };
  /** `name: kind`, with `?` where a value may be missing. */
  readonly columns: Readonly<Record<string, string>>;
  readonly filter?: Expression;
  readonly env?: Readonly<Record<string, string>>;
}

export function useEngine(): (request: TableRequest) => Promise<ReadTable> {
  let engine: Engine;
  beforeAll(async () => {
    engine = await openEngine({ threads: 2 });
  });
  afterAll(() => engine.close());
  return async ({ connector, params, columns, filter, env = {} }) => {
    const schema = { columns: Object.entries(columns).map(([name, type]) => columnOf(name, type)) };
    const op = { kind: "source", connector, params, schema } as const;
    const placeOf = (): Span => span;
    try {
      const snapshot = await takeSnapshot(
        engine,
        op,
        { env, folder: ".", span, placeOf },
        { filter: filter ?? null, version: null },
      );
      const { table, diagnostics } = await readSnapshot(engine, op, snapshot, { resolvePath: (path) => path, span });
      const rows = table === null ? [] : await cells(engine, table);
      const where: ReadTable["where"] = async (condition) =>
        cells(engine, await step(engine, [table!], { kind: "where", condition }, table!.schema.columns));
      return { rows, where, hash: snapshot.hash, findings: diagnostics.map(shown), diagnostics };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return {
        rows: [],
        where: async () => [],
        hash: "",
        findings: [shown(error.diagnostic)],
        diagnostics: [error.diagnostic],
      };
    }
  };
}

const shown = ({ id, message }: Diagnostic): string => `${id}: ${message}`;

function columnOf(name: string, type: string): Column {
  const kind = type.replace("?", "") as ScalarKind;
  return { name, type: { kind, shape: [], nullable: type.endsWith("?") } satisfies ColumnType, roles: {} };
}
