// Tensor columns from what a source gives: text, lists or arrays.
import { type ColumnType, scalar } from "../../specs/data-type.ts";
import { isMissingText, parseText, type TextFormat } from "./parse-text.ts";
import { physicalType } from "./sql-text.ts";

export const tensorSize = (shape: readonly number[]): number => shape.reduce((size, length) => size * length, 1);

export interface TensorCast {
  readonly value: string;
  readonly missing: string;
  readonly bad: string;
}

/**
 * From text (`[[1, 2], [3, 4]]`), lists or arrays of any depth, or flat ones of the right length. Elements are converted like
 * single values. A tensor with a missing element is missing itself where the column has no `?`.
 */
export function castTensor(
  source: string,
  rawType: string,
  type: ColumnType,
  format: TextFormat,
  castElement: (element: string, rawType: string) => string,
): TensorCast {
  const element = scalar(type.kind, true);
  const size = tensorSize(type.shape);
  const isText = rawType === "VARCHAR";
  const elementType = rawType.replace(/(\[\d*\])+$/, "");
  const flat = isText
    ? `coalesce(${flatOf(source, "VARCHAR", type.shape)}, ${flatOf(source, "VARCHAR", [size])})`
    : /^[^[]*\[\d*\]$/.test(rawType)
      ? `CAST(${source} AS ${elementType}[])`
      : flatOf(source, elementType, type.shape);
  const isFloat = elementType === "DOUBLE" || elementType === "FLOAT";
  const isElementText = isText || elementType === "VARCHAR";
  const lost = isElementText ? isMissingText("e", element, []) : isFloat ? "(e IS NULL OR isnan(e))" : "(e IS NULL)";
  const converted = isElementText ? parseText("e", element, format) : castElement("e", elementType);
  const values = `list_transform(${flat}, lambda e: CASE WHEN NOT ${lost} THEN ${converted} END)`;
  const given = `list_count(list_filter(${flat}, lambda e: NOT ${lost}))`;
  const isWhole = `(len(${flat}) = ${size} AND ${given} = list_count(${values}))`;
  // The engine chooses between lists, not between arrays.
  const value = `CAST(CASE WHEN ${isWhole} THEN ${nested(values, type.shape)} END AS ${physicalType(type)})`;
  const gap = type.nullable ? "" : ` OR (${isWhole} AND ${given} < ${size})`;
  return {
    value,
    missing: `(${source} IS NULL${gap})`,
    bad: `${source} IS NOT NULL AND ${isWhole} IS NOT TRUE`,
  };
}

/** Null where the shape is another. */
function flatOf(source: string, element: string, shape: readonly number[]): string {
  const arrays = shape.toReversed().map((length) => `[${length}]`);
  const lists = `CAST(TRY_CAST(${source} AS ${element}${arrays.join("")}) AS ${element}${"[]".repeat(shape.length)})`;
  return shape.slice(1).reduce((inner) => `flatten(${inner})`, lists);
}

/** A flat list cut into its axes; bound to a name first, so that it is computed once. */
function nested(list: string, [length, ...rest]: readonly number[], depth = 0): string {
  if (length === undefined || rest.length === 0) return list;
  const inner = tensorSize(rest);
  const [whole, i] = [`l${depth}`, `i${depth}`];
  const slice = `list_slice(${whole}, ${i} * ${inner} + 1, (${i} + 1) * ${inner})`;
  const parts = `list_transform(range(0, ${length}), lambda ${i}: ${nested(slice, rest, depth + 1)})`;
  return `list_transform([${list}], lambda ${whole}: ${parts})[1]`;
}

/** Every element of a tensor changed by an expression over `e`. */
export function mapTensor(source: string, shape: readonly number[], change: string, depth = 0): string {
  if (depth === shape.length) return change.replaceAll(/\be\b/g, source);
  return `list_transform(${source}, lambda e${depth}: ${mapTensor(`e${depth}`, shape, change, depth + 1)})`;
}
