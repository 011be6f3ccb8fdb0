// Columns in memory as a table of the engine, row by row as they stand, for writing them to a file.
import {
  ARRAY,
  BIGINT,
  BOOLEAN,
  DATE,
  DOUBLE,
  DuckDBArrayValue,
  DuckDBDateValue,
  DuckDBIntervalValue,
  DuckDBTimestampValue,
  type DuckDBType,
  type DuckDBValue,
  INTERVAL,
  TIMESTAMP,
  VARCHAR,
} from "@duckdb/node-api";
import { type ColumnType, type Schema, scalar } from "../../specs/data-type.ts";
import { type Frame, type NumberColumn, type WholeColumn, wholeColumns } from "../frame/frame.ts";
import type { Engine } from "./engine.ts";
import { quoteName, ROW } from "./sql-text.ts";
import type { Table } from "./table.ts";

const DAY = 86_400_000;

export async function importFrame(engine: Engine, frame: Frame): Promise<Table> {
  const name = engine.freshName();
  const columns = wholeColumns(frame.columns);
  const types = [BIGINT, ...columns.map(typeOf)];
  const names = [ROW, ...columns.map(nameOf)];
  await engine.run(
    `CREATE TABLE ${quoteName(name)} (${names.map((n, i) => `${quoteName(n)} ${types[i]}`).join(", ")})`,
  );
  const rows = Array.from({ length: frame.rows }, (_, row) => BigInt(row));
  await engine.append(name, types, [[rows, ...columns.map(valuesOf)]]);
  const schema: Schema = {
    columns: columns.map((column) => ({ name: nameOf(column), type: columnType(column), roles: {} })),
  };
  return { name, schema, rows: frame.rows };
}

const TYPES: Readonly<Record<NumberColumn["type"], DuckDBType>> = {
  int: BIGINT,
  float: DOUBLE,
  bool: BOOLEAN,
  date: DATE,
  timestamp: TIMESTAMP,
  duration: INTERVAL,
};

const nameOf = (whole: WholeColumn): string => (whole.kind === "tensor" ? whole.name : whole.column.name);

function columnType(whole: WholeColumn): ColumnType {
  if (whole.kind === "single") return scalar(whole.column.type, true);
  return { kind: whole.elements[0]!.type, shape: whole.shape, nullable: true };
}

function typeOf(whole: WholeColumn): DuckDBType {
  if (whole.kind === "single") return whole.column.kind === "category" ? VARCHAR : TYPES[whole.column.type];

  return whole.shape.reduceRight<DuckDBType>((inner, length) => ARRAY(inner, length), TYPES[whole.elements[0]!.type]);
}

function valuesOf(whole: WholeColumn): readonly DuckDBValue[] {
  if (whole.kind === "tensor") return tensorValues(whole.shape, whole.elements);
  const { column } = whole;
  if (column.kind === "category") {
    return Array.from(column.codes, (code) => (code < 0 ? null : column.levels[code]!));
  }
  const convert = CONVERT[column.type];
  return Array.from(column.values, (value) => (Number.isNaN(value) ? null : convert(value)));
}

/** A row of which every element is missing is missing itself. */
function tensorValues(shape: readonly number[], elements: readonly NumberColumn[]): readonly DuckDBValue[] {
  const convert = CONVERT[elements[0]!.type];
  const rows = elements[0]!.values.length;
  return Array.from({ length: rows }, (_, row) => {
    const flat = elements.map(({ values }) => values[row]!);
    if (flat.every((value) => Number.isNaN(value))) return null;
    let items: DuckDBValue[] = flat.map((value) => (Number.isNaN(value) ? null : convert(value)));
    for (const length of shape.toReversed()) {
      items = Array.from(
        { length: items.length / length },
        (_, i) => new DuckDBArrayValue(items.slice(i * length, (i + 1) * length)),
      );
    }
    return items[0]!;
  });
}

const CONVERT: Readonly<Record<NumberColumn["type"], (value: number) => DuckDBValue>> = {
  int: (value) => BigInt(value),
  float: (value) => value,
  bool: (value) => value === 1,
  date: (value) => new DuckDBDateValue(Math.floor(value / DAY)),
  timestamp: (value) => new DuckDBTimestampValue(BigInt(Math.round(value * 1000))),
  duration: (value) => new DuckDBIntervalValue(0, 0, BigInt(Math.round(value * 1000))),
};
