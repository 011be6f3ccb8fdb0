// Columns in memory as a table of the engine, row by row as they stand.
import {
  BIGINT,
  BOOLEAN,
  DATE,
  DOUBLE,
  DuckDBDateValue,
  DuckDBIntervalValue,
  DuckDBTimestampValue,
  type DuckDBType,
  type DuckDBValue,
  INTERVAL,
  TIMESTAMP,
  VARCHAR,
} from "@duckdb/node-api";
import { type Schema, scalar } from "../../specs/data-type.ts";
import type { Frame, FrameColumn, NumberColumn } from "../frame/frame.ts";
import type { Engine } from "./engine.ts";
import { quoteName, ROW } from "./sql-text.ts";
import type { Table } from "./table.ts";

const DAY = 86_400_000;

export async function importFrame(engine: Engine, frame: Frame): Promise<Table> {
  const name = engine.freshName();
  const types = [BIGINT, ...frame.columns.map(typeOf)];
  const names = [ROW, ...frame.columns.map((column) => column.name)];
  await engine.run(
    `CREATE TABLE ${quoteName(name)} (${names.map((n, i) => `${quoteName(n)} ${types[i]}`).join(", ")})`,
  );
  const rows = Array.from({ length: frame.rows }, (_, row) => BigInt(row));
  await engine.append(name, types, [[rows, ...frame.columns.map(valuesOf)]]);
  const schema: Schema = {
    columns: frame.columns.map((column) => ({ name: column.name, type: scalar(column.type, true), roles: {} })),
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

const typeOf = (column: FrameColumn): DuckDBType => (column.kind === "category" ? VARCHAR : TYPES[column.type]);

function valuesOf(column: FrameColumn): readonly DuckDBValue[] {
  if (column.kind === "category") {
    return Array.from(column.codes, (code) => (code < 0 ? null : column.levels[code]!));
  }
  const convert = CONVERT[column.type];
  return Array.from(column.values, (value) => (Number.isNaN(value) ? null : convert(value)));
}

const CONVERT: Readonly<Record<NumberColumn["type"], (value: number) => DuckDBValue>> = {
  int: (value) => BigInt(value),
  float: (value) => value,
  bool: (value) => value === 1,
  date: (value) => new DuckDBDateValue(Math.floor(value / DAY)),
  timestamp: (value) => new DuckDBTimestampValue(BigInt(Math.round(value * 1000))),
  duration: (value) => new DuckDBIntervalValue(0, 0, BigInt(Math.round(value * 1000))),
};
