// Levels of category columns as the fitted rows know them. A level that only later rows hold must not reach a model, not
// even as an unused code, so that changing the judged rows changes nothing that was fitted.
import { type CategoryColumn, type FrameColumn, sharedInts } from "../frame/frame.ts";
import type { FittedFeature } from "./fitted.ts";

const compacted = new WeakMap<CategoryColumn, CategoryColumn>();

/** The column with only the levels that occur, in their order. The same object gives the same object. */
export function compactLevels(column: FrameColumn): FrameColumn {
  if (column.kind === "number") return column;
  const known = compacted.get(column);
  if (known !== undefined) return known;
  const used = new Uint8Array(column.levels.length);
  for (const code of column.codes) if (code >= 0) used[code] = 1;
  const result = used.every((flag) => flag === 1) ? column : compact(column, used);
  compacted.set(column, result);
  compacted.set(result, result);
  return result;
}

function compact(column: CategoryColumn, used: Uint8Array): CategoryColumn {
  const levels: string[] = [];
  const codeOf = new Int32Array(column.levels.length).fill(-1);
  column.levels.forEach((level, code) => {
    if (used[code] === 0) return;
    codeOf[code] = levels.length;
    levels.push(level);
  });
  return { ...column, levels, codes: recode(column.codes, codeOf) };
}

export const describeFeatures = (columns: readonly FrameColumn[]): readonly FittedFeature[] =>
  columns.map((column) => ({
    name: column.name,
    type: column.type,
    levels: column.kind === "category" ? column.levels : null,
  }));

/** Columns in the order and with the levels of fitting; unknown levels are missing. Null for a name that is not there. */
export function alignColumns(
  columns: readonly FrameColumn[],
  features: readonly FittedFeature[],
): { readonly columns: readonly FrameColumn[]; readonly missing: readonly string[] } {
  const byName = new Map(columns.map((column) => [column.name, column]));
  const missing: string[] = [];
  const aligned: FrameColumn[] = [];
  for (const feature of features) {
    const column = byName.get(feature.name);
    if (column === undefined) missing.push(feature.name);
    else
      aligned.push(feature.levels === null || column.kind === "number" ? column : withLevels(column, feature.levels));
  }
  return { columns: aligned, missing };
}

function withLevels(column: CategoryColumn, levels: readonly string[]): CategoryColumn {
  if (levels.length === column.levels.length && levels.every((level, i) => level === column.levels[i])) return column;
  const codes = new Map(levels.map((level, code) => [level, code]));
  const codeOf = Int32Array.from(column.levels, (level) => codes.get(level) ?? -1);
  return { ...column, levels, codes: recode(column.codes, codeOf) };
}

function recode(codes: Int32Array, codeOf: Int32Array): Int32Array {
  const result = sharedInts(codes.length);
  for (let i = 0; i < codes.length; i++) result[i] = codes[i]! < 0 ? -1 : codeOf[codes[i]!]!;
  return result;
}
