// Contract of the compiler's door: the compiler is pure, so whatever it needs from outside it asks for as data.
import type { Schema } from "./data-type.ts";

export interface SourceText {
  readonly path: string;
  readonly text: string;
}

/** What the compiler found missing; the host fetches it and compiles again. */
export interface Needs {
  /** Paths of imported specs, relative to the folder of the main file's own path. */
  readonly files: readonly string[];
  /** Lock files `<spec>.lock.json` for sources without a schema block. */
  readonly locks: readonly string[];
}

/** Schemas of sources without a block, by source name, as `pipec infer` wrote them. */
export interface SchemaLock {
  readonly sources: Readonly<Record<string, Schema>>;
  /** What the data looked like then: `check --data` compares. The compiler does not read it. */
  readonly observed?: Readonly<Record<string, ObservedTable>>;
}

export interface ObservedTable {
  readonly rows: number;
  readonly columns: Readonly<Record<string, ObservedColumn>>;
}

export interface ObservedColumn {
  /** Share of rows without a value. */
  readonly missing: number;
  /** All values, where there are few of them. */
  readonly levels: readonly string[] | null;
}

export interface CompileOptions {
  /** `--set name=value`, still text; checked against the type of the param. */
  readonly set: Readonly<Record<string, string>>;
  readonly profile: string | null;
  readonly strict: boolean;
  /** `--as-of`, ISO 8601; null means the end of the data. */
  readonly asOf: string | null;
  /** Files of predictions go into a folder named by this moment, one per interval: `out/as_of=2024-01-31/p.csv`. */
  readonly outputsOf?: string;
}
