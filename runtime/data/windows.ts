// `windows(length:, stride:)`: the last `length` rows of a series as one row, for the first row that has so many and every
// `stride` rows after it. Counting from the start of a series, so that later rows decide nothing.

import type { Schema } from "../../specs/data-type.ts";
import type { TableStep } from "../../specs/plan.ts";
import { nameList, physicalType, quoteName, ROW } from "./sql-text.ts";
import type { Table } from "./table.ts";

export function windowsQuery(step: Extract<TableStep, { kind: "windows" }>, table: Table, schema: Schema): string {
  const partition = step.by.length === 0 ? "" : `PARTITION BY ${nameList(step.by)} `;
  const order = `${partition}ORDER BY ${quoteName(step.time)}, ${ROW}`;
  const frame = `OVER (${order} ROWS BETWEEN ${step.length - 1} PRECEDING AND CURRENT ROW)`;
  const isTensor = (name: string): boolean => step.tensors.includes(name);
  const gathered = schema.columns.map(({ name }) =>
    isTensor(name) ? `list(${quoteName(name)}) ${frame} AS ${quoteName(name)}` : quoteName(name),
  );
  const position = `row_number() OVER (${order}) AS __position`;
  const all = `SELECT ${[ROW, position, ...gathered].join(", ")} FROM ${quoteName(table.name)}`;
  // A list has any length; only whole windows fit the tensor's type.
  const columns = schema.columns.map(({ name, type }) =>
    isTensor(name) ? `CAST(${quoteName(name)} AS ${physicalType(type)}) AS ${quoteName(name)}` : quoteName(name),
  );
  const isWhole = `__position >= ${step.length} AND (__position - ${step.length}) % ${step.stride} = 0`;
  return `SELECT ${[ROW, ...columns].join(", ")} FROM (SELECT * FROM (${all}) AS gathered WHERE ${isWhole}) AS windows`;
}
