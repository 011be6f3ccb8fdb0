// Arrays of NumPy: the first axis are the rows, the rest is the column `value`. `start` and `every` give each row a time.
import { open } from "node:fs/promises";
import type { Duration } from "../../../specs/data-type.ts";
import type { Json } from "../../../specs/json.ts";
import type { Cell, Elements } from "../../frame/cell.ts";
import { addDuration } from "../../task/calendar-time.ts";
import { dataDiagnostics } from "../data.diagnostics.ts";
import { filesReader } from "./files-reader.ts";
import { type NpyArray, readNpyHeader, readNpyRows } from "./npy-format.ts";
import {
  Refusal,
  type RowReader,
  type SourceFile,
  type SourceRequest,
  type TypedColumn,
  type TypedRows,
} from "./reader.ts";

const VALUE = "value";

export const npyReader: RowReader = {
  kind: "rows",
  open: async (request) => {
    const clock = clockOf(request);
    const rows = await filesReader(openArray).open(request);
    if (clock === null) return rows;
    const time: TypedColumn = { name: clock.column, kind: "timestamp" };
    return {
      columns: [...rows.columns.filter(({ name }) => name !== time.name), time],
      chunks: (wanted) => withTimes(rows, wanted, clock),
    };
  },
};

/** Rows of further files go on where those before end. */
async function* withTimes(
  rows: TypedRows,
  wanted: readonly TypedColumn[],
  clock: Clock,
): AsyncGenerator<readonly (readonly Cell[])[]> {
  const others = wanted.filter(({ name }) => name !== clock.column);
  let from = 0;
  // The values count the rows, also when only their times are wanted.
  for await (const chunk of rows.chunks(others.length > 0 ? others : rows.columns.slice(0, 1))) {
    const length = chunk[0]?.length ?? 0;
    let at = 0;
    yield wanted.map(({ name }) =>
      name === clock.column ? Array.from({ length }, (_, row) => clock.timeOf(from + row)) : chunk[at++]!,
    );
    from += length;
  }
}

async function openArray({ path, shown }: SourceFile, { schema, span }: SourceRequest): Promise<TypedRows> {
  const file = await open(path);
  let array: NpyArray;
  try {
    array = await readNpyHeader(file);
  } finally {
    await file.close();
  }
  const [rows, ...shape] = array.shape;
  if (rows === undefined) throw new Error("it holds a single value, without an axis for rows");
  const declared = schema.columns.find(({ name }) => name === VALUE)?.type.shape;
  if (declared !== undefined && declared.join() !== shape.join()) {
    const holes = { path: shown, column: VALUE, found: shapeText(shape), expected: shapeText(declared) };
    throw new Refusal(dataDiagnostics["shape-differs"](span, holes));
  }
  const { kind } = array.element;
  // Tensors hold numbers.
  const column: TypedColumn =
    shape.length === 0 ? { name: VALUE, kind } : { name: VALUE, kind: kind === "float" ? "float" : "int", shape };
  return { columns: [column], chunks: (wanted) => chunksOf(path, array, wanted) };
}

const shapeText = (shape: readonly number[]): string => (shape.length === 0 ? "one value" : shape.join(" x "));

async function* chunksOf(
  path: string,
  array: NpyArray,
  wanted: readonly TypedColumn[],
): AsyncGenerator<readonly (readonly Cell[])[]> {
  const isTensor = wanted[0]?.shape !== undefined;
  const file = await open(path);
  try {
    for await (const rows of readNpyRows(file, array)) {
      yield [rows.map((row): Cell => (isTensor ? row.map(numberOf) : row[0]!)) as readonly Cell[]];
    }
  } finally {
    await file.close();
  }
}

const numberOf = (value: number | bigint | boolean): Elements[number] =>
  typeof value === "boolean" ? BigInt(value) : value;

interface Clock {
  readonly column: string;
  /** Microseconds since the epoch. */
  readonly timeOf: (row: number) => bigint;
}

/** The `@time` column of the schema, else `time`; its step where `every:` is not given. */
function clockOf({ params, schema, span }: SourceRequest): Clock | null {
  const { start } = params;
  const time = schema.columns.find(({ roles }) => roles.time !== undefined);
  const step = durationOf(params.every) ?? time?.roles.time?.every ?? null;
  if (typeof start !== "string") return null;
  const first = Date.parse(/T.*([zZ]|[+-]\d\d:?\d\d)$/.test(start) || !start.includes("T") ? start : `${start}Z`);
  if (step === null || Number.isNaN(first)) throw new Refusal(dataDiagnostics["no-clock"](span, { start }));
  return { column: time?.name ?? "time", timeOf: (row) => BigInt(addDuration(first, step, row)) * 1000n };
}

function durationOf(value: Json | undefined): Duration | null {
  if (typeof value !== "object" || value === null || !("milliseconds" in value)) return null;
  const { months, milliseconds } = value;
  return typeof months === "number" && typeof milliseconds === "number" ? { months, milliseconds } : null;
}
