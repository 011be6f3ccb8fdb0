// What the encoders of category columns share: levels are matched by name, because codes differ between frames.
import { ComponentError } from "../../runtime/component.ts";
import type { CategoryColumn, FrameColumn } from "../../runtime/frame/frame.ts";

export function requireLevels(column: FrameColumn): CategoryColumn {
  if (column.kind === "category") return column;
  throw new ComponentError(
    "data/not-categorical",
    `column \`${column.name}\` holds ${column.type} values where levels are needed`,
    "select category columns (`categorical: ...`), or cut numbers into intervals with `bins()`",
  );
}

export interface LevelCounts {
  /** Levels that occur, sorted by code unit. */
  readonly levels: readonly string[];
  readonly counts: readonly number[];
  readonly missing: number;
}

/** Counts the levels that occur; the result does not depend on the order of rows or of `column.levels`. */
export function countLevels(column: CategoryColumn): LevelCounts {
  const byCode = new Float64Array(column.levels.length);
  let missing = 0;
  for (let i = 0; i < column.codes.length; i++) {
    const code = column.codes[i]!;
    if (code < 0) missing++;
    else byCode[code] = byCode[code]! + 1;
  }
  const used = column.levels.map((level, code) => ({ level, count: byCode[code]! })).filter(({ count }) => count > 0);
  used.sort((a, b) => (a.level < b.level ? -1 : a.level > b.level ? 1 : 0));
  return { levels: used.map(({ level }) => level), counts: used.map(({ count }) => count), missing };
}

/** For each code of `column` the position of its level in `levels`, or -1. */
export function codesInto(column: CategoryColumn, levels: readonly string[]): Int32Array {
  const positions = new Map(levels.map((level, position) => [level, position]));
  return Int32Array.from(column.levels, (level) => positions.get(level) ?? -1);
}

export function unknownLevel(column: CategoryColumn, row: number): ComponentError {
  const level = column.levels[column.codes[row]!] ?? "";
  return new ComponentError(
    "data/unknown-level",
    `column \`${column.name}\` holds the level \`${level}\`, which was not seen in training`,
    "allow it with another value of `unknown:`, or add such rows to the training part",
  );
}
