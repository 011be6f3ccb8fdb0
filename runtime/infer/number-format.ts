// How a file writes numbers, where it is not as everywhere else: decimal commas, groups of digits. Only what no other reading
// explains is said: `1,234` may be either, and then stays text.
import type { Engine } from "../data/engine.ts";
import { quoteName } from "../data/sql-text.ts";
import type { Sample } from "./load-sample.ts";

interface FormatParameters {
  readonly decimal?: ",";
  readonly thousands?: "." | ",";
}

/** More rows say nothing new; whether all values fit is found when they are typed. */
const ROWS = 2_000;

const EXPONENT = "([eE][+-]?\\d+)?";
const COMMA_DECIMAL = new RegExp(`^[+-]?(\\d+(,\\d*)?|,\\d+|\\d{1,3}(\\.\\d{3})+(,\\d*)?)${EXPONENT}$`);
const POINT_DECIMAL = new RegExp(`^[+-]?(\\d+(\\.\\d*)?|\\.\\d+|\\d{1,3}(,\\d{3})+(\\.\\d*)?)${EXPONENT}$`);

export async function inferNumberFormat(engine: Engine, sample: Sample): Promise<FormatParameters> {
  if (sample.connector !== "csv" || sample.raw.numbers !== undefined) return {};
  const names = sample.columns.filter(({ rawType }) => rawType === "VARCHAR").map(({ name }) => name);
  if (names.length === 0) return {};
  const list = names.map((name) => `trim(${quoteName(name)})`).join(", ");
  const rows = await engine.query(`SELECT ${list} FROM ${quoteName(sample.raw.table)} LIMIT ${ROWS}`);
  const columns = names.map((_, i) => rows.map((row) => String(row[i] ?? "")).filter((cell) => /\d/.test(cell)));
  const commas = columns.filter((cells) => isWritten(cells, COMMA_DECIMAL, ","));
  const points = columns.filter((cells) => isWritten(cells, POINT_DECIMAL, "."));
  if (commas.length > 0 && points.length === 0)
    return {
      decimal: ",",
      ...(commas.some((cells) => cells.some((cell) => cell.includes("."))) ? { thousands: "." } : {}),
    };
  const grouped = points.some((cells) => cells.some((cell) => cell.includes(",")));
  return grouped && commas.length === 0 ? { thousands: "," } : {};
}

/** All cells are numbers of the form, and one of them can be nothing else. */
const isWritten = (cells: readonly string[], form: RegExp, decimal: "," | "."): boolean =>
  cells.length > 0 && cells.every((cell) => form.test(cell)) && cells.some((cell) => isCertain(cell, decimal));

/** A fraction that is no group of three digits, groups before a fraction, or several groups. */
function isCertain(cell: string, decimal: "," | "."): boolean {
  const other = decimal === "," ? "." : ",";
  const [whole = "", fraction] = cell.split(/[eE]/)[0]!.split(decimal);
  const groups = whole.split(other).length - 1;
  if (groups > 1 || (groups === 1 && fraction !== undefined)) return true;
  return fraction !== undefined && (fraction.length !== 3 || whole.replace(/^[+-]/, "").length > 3);
}
