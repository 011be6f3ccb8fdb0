// What a reader gives as a raw table of the engine, before types. The only place that turns plain values into the engine's.
import {
  ARRAY,
  BIGINT,
  BOOLEAN,
  DATE,
  DOUBLE,
  DuckDBArrayValue,
  DuckDBDateValue,
  DuckDBIntervalValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  type DuckDBType,
  type DuckDBValue,
  HUGEINT,
  INTERVAL,
  TIMESTAMP,
  TIMESTAMPTZ,
  VARCHAR,
} from "@duckdb/node-api";
import type { Schema } from "../../../specs/data-type.ts";
import type { Cell, Elements } from "../../frame/cell.ts";
import type { Engine } from "../engine.ts";
import { quoteName } from "../sql-text.ts";
import { tensorSize } from "../tensor-sql.ts";
import type { TypedColumn, TypedRows } from "./reader.ts";

/**
 * Only the columns of `schema` are read. Where the source lacks one the table has all columns of the source and no rows, so
 * that the finding can name them.
 */
export async function loadRows(engine: Engine, raw: string, rows: TypedRows, schema: Schema): Promise<void> {
  const byName = new Map(rows.columns.map((column) => [column.name, column]));
  const wanted = schema.columns.map(({ name }) => byName.get(name)).filter((column) => column !== undefined);
  const isComplete = wanted.length === schema.columns.length;
  const columns = isComplete ? wanted : rows.columns;
  const forms = columns.map(engineForm);
  const defined = columns.map(({ name }, i) => `${quoteName(name)} ${forms[i]!.type}`).join(", ");
  await engine.run(`CREATE TABLE ${quoteName(raw)} (${defined})`);
  if (!isComplete) return;
  const types = forms.map(({ type }) => type);
  await engine.append(raw, types, converted(rows.chunks(wanted), forms));
}

async function* converted(
  chunks: ReturnType<TypedRows["chunks"]>,
  forms: readonly EngineForm[],
): AsyncGenerator<readonly (readonly DuckDBValue[])[]> {
  for await (const chunk of chunks) {
    yield chunk.map((cells, i) => cells.map((cell) => (cell === null ? null : forms[i]!.value(cell))));
  }
}

interface EngineForm {
  readonly type: DuckDBType;
  /** The reader keeps to the kind that it says. */
  readonly value: (cell: NonNullable<Cell>) => DuckDBValue;
}

function engineForm({ kind, shape }: TypedColumn): EngineForm {
  if (shape !== undefined) {
    const element = kind === "int" ? BIGINT : DOUBLE;
    return { type: ARRAY(element, tensorSize(shape)), value: (cell) => new DuckDBArrayValue(cell as Elements) };
  }
  switch (kind) {
    case "int":
      return { type: BIGINT, value: (cell) => cell as DuckDBValue };
    case "wide":
      return { type: HUGEINT, value: (cell) => cell as DuckDBValue };
    case "float":
      return { type: DOUBLE, value: (cell) => cell as DuckDBValue };
    case "text":
      return { type: VARCHAR, value: (cell) => cell as DuckDBValue };
    case "bool":
      return { type: BOOLEAN, value: (cell) => cell as DuckDBValue };
    case "date":
      return { type: DATE, value: (cell) => new DuckDBDateValue(Number(cell)) };
    case "timestamp":
      return { type: TIMESTAMP, value: (cell) => new DuckDBTimestampValue(BigInt(cell as bigint)) };
    case "moment":
      return { type: TIMESTAMPTZ, value: (cell) => new DuckDBTimestampTZValue(BigInt(cell as bigint)) };
    case "duration":
      return { type: INTERVAL, value: (cell) => new DuckDBIntervalValue(0, 0, BigInt(cell as bigint)) };
    default:
      return kind satisfies never;
  }
}
