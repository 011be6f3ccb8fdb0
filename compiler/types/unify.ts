// The common type of several alternatives (branches of `case`, values of a list).
import { type ColumnType, type ScalarKind, scalar } from "../../specs/data-type.ts";

/** Null when no type holds all of them. Nullable where one of them is; tensors have no common type. */
export function unifyTypes(types: readonly ColumnType[]): ColumnType | null {
  const [first, ...rest] = types;
  if (first === undefined || types.some((type) => type.shape.length > 0)) return null;
  let kind: ScalarKind | null = first.kind;
  for (const type of rest) if (kind !== null) kind = unifyKinds(kind, type.kind);
  return kind === null
    ? null
    : scalar(
        kind,
        types.some((type) => type.nullable),
      );
}

/** Numbers widen to float, texts to string, moments to timestamp. */
function unifyKinds(a: ScalarKind, b: ScalarKind): ScalarKind | null {
  if (a === b) return a;
  if (isNumeric(a) && isNumeric(b)) return "float";
  if (isText(a) && isText(b)) return "string";
  if (isMoment(a) && isMoment(b)) return "timestamp";
  return null;
}

export const isNumeric = (kind: ScalarKind): boolean => kind === "int" || kind === "float";
export const isText = (kind: ScalarKind): boolean => kind === "string" || kind === "category";
export const isMoment = (kind: ScalarKind): boolean => kind === "date" || kind === "timestamp";

/** Values of these kinds differ in unit, not only in type: a number beside a duration or a moment. */
export const differInUnit = (a: ScalarKind, b: ScalarKind): boolean =>
  (isNumeric(a) && (b === "duration" || isMoment(b))) || (isNumeric(b) && (a === "duration" || isMoment(a)));
