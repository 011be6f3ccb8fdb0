// A folder of files for a test, and sources that read them.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect } from "vitest";
import type { Engine } from "../../../../runtime/data/engine.ts";
import { readSource } from "../../../../runtime/data/read-source.ts";
import type { TableResult } from "../../../../runtime/data/table.ts";
import type { Column, ScalarKind } from "../../../../specs/data-type.ts";
import type { Json } from "../../../../specs/json.ts";
import { cells, columnOf, span } from "./inline-table.ts";

export interface TestFolder {
  readonly path: (name: string) => string;
  readonly write: (name: string, content: string | Uint8Array) => void;
  readonly read: (connector: string, path: Json, columns: Columns, params?: Params) => Promise<TableResult>;
  readonly rows: (connector: string, path: Json, columns: Columns, params?: Params) => Promise<Json[][]>;
  readonly findings: (connector: string, path: Json, columns: Columns, params?: Params) => Promise<readonly string[]>;
  readonly remove: () => void;
}

type Params = Readonly<Record<string, Json>>;
type Columns = Readonly<Record<string, ScalarKind>> | readonly Column[];

export function testFolder(name: string, engine: () => Engine): TestFolder {
  const folder = mkdtempSync(join(tmpdir(), `pipec-${name}-`));
  const path = (file: string): string => join(folder, file);
  const read: TestFolder["read"] = (connector, from, given, params = {}) => {
    const columns: readonly Column[] = Array.isArray(given)
      ? given
      : Object.entries(given).map(([column, kind]) => columnOf(column, kind));
    const op = { kind: "source", connector, params: { path: from, ...params }, schema: { columns } } as const;
    return readSource(engine(), op, { resolvePath: path, span });
  };
  return {
    path,
    write: (file, content) => {
      mkdirSync(dirname(path(file)), { recursive: true });
      writeFileSync(path(file), content);
    },
    read,
    rows: async (...args) => {
      const { table, diagnostics } = await read(...args);
      expect(diagnostics).toEqual([]);
      return cells(engine(), table!);
    },
    findings: async (...args) => (await read(...args)).diagnostics.map(({ id, message }) => `${id}: ${message}`),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** A tensor of the engine as the list of its elements, the last axis fastest. */
export function elementsOf(cell: unknown): Json {
  if (cell === null) return null;
  const { items } = cell as { readonly items: readonly unknown[] };
  return items.flatMap((item): Json[] => {
    if (typeof item === "object" && item !== null) return elementsOf(item) as Json[];
    return [typeof item === "bigint" ? Number(item) : (item as Json)];
  });
}
