// What a model from a file is given: the columns it names, and the classes of the task in its own order.
import { ComponentError, type FitContext, type TabularData } from "../../../runtime/component.ts";
import type { FrameColumn } from "../../../runtime/frame/frame.ts";
import type { Json } from "../../../specs/json.ts";

export function fileOf({ file }: FitContext, component: string): Uint8Array {
  if (file === undefined) throw new TypeError(`${component} was given no file`);
  return file;
}

const quoted = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(", ");

/** The column of every name. */
export function columnsOf(names: readonly string[], features: readonly FrameColumn[]): readonly FrameColumn[] {
  const byName = new Map(features.map((column) => [column.name, column]));
  const missing = names.filter((name) => !byName.has(name));
  if (missing.length === 0) return names.map((name) => byName.get(name)!);
  throw new ComponentError(
    "param/unknown-feature",
    `the model takes ${quoted(missing.slice(0, 12))}, which the task does not have`,
    `name its columns in its own order with \`features:\`; the task has ${quoted([...byName.keys()].slice(0, 24))}`,
  );
}

/**
 * For every class of the task its place among the outputs of the model. `own`: the names that the file has for them, null
 * where it only numbers them.
 */
export function classOrder(
  data: TabularData,
  given: readonly Json[] | null,
  own: readonly string[] | null,
  count: number,
): readonly number[] {
  const classes = data.classes ?? [];
  const named = given?.map(String) ?? (own !== null && matches(own, classes) ? own : numbered(classes, own, count));
  const order = classes.map((name) => named?.indexOf(name) ?? -1);
  if (named !== null && named.length === count && order.every((place) => place >= 0) && count === classes.length)
    return order;
  throw new ComponentError(
    "param/unknown-class",
    `the model has ${count} classes${own === null ? "" : `, ${quoted(own)},`} and the label has ${quoted(classes)}`,
    "write the classes of the label in the order of the model: `classes: [...]`",
  );
}

const matches = (own: readonly string[], classes: readonly string[]): boolean =>
  own.length === classes.length && classes.every((name) => own.includes(name));

/** A bool that was learned as 0 and 1, an int whose classes were numbered in rising order; null for names. */
function numbered(classes: readonly string[], own: readonly string[] | null, count: number): readonly string[] | null {
  if (classes.length !== count) return null;
  const isNumbered = own === null || own.every((name, i) => name === String(i));
  const isBool = classes.length === 2 && classes[0] === "false" && classes[1] === "true";
  if (isBool && (isNumbered || (own?.[0] === "False" && own[1] === "True"))) return classes;
  return own === null && classes.every((name) => /^-?\d+$/.test(name)) ? classes : null;
}
