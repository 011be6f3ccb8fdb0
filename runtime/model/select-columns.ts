// Which columns an entry of a transform block takes: every column goes to the most specific entry that names it.
import type { Selector } from "../../specs/plan.ts";
import { type FrameColumn, tableColumnOf } from "../frame/frame.ts";

/** Names and lists before patterns before types before `all`; the compiler has refused ties. */
const specificity = (selector: Selector): number => {
  switch (selector.kind) {
    case "columns":
      return 3;
    case "matching":
      return 2;
    case "all":
      return 0;
    default:
      return 1;
  }
};

export function selects(selector: Selector, column: FrameColumn): boolean {
  switch (selector.kind) {
    case "numeric":
      return column.type === "int" || column.type === "float";
    case "categorical":
      return column.type === "category" || column.type === "string";
    case "boolean":
      return column.type === "bool";
    case "temporal":
      return column.type === "date" || column.type === "timestamp";
    case "target":
      return false;
    case "all":
      return !selector.except.includes(tableColumnOf(column));
    case "matching":
      return new RegExp(selector.pattern, "u").test(tableColumnOf(column));
    case "columns":
      return selector.columns.includes(tableColumnOf(column));
    default:
      return selector satisfies never;
  }
}

/** For every selector the columns it gets, in their order; columns that nobody selects are in none. */
export function assignColumns(
  selectors: readonly Selector[],
  columns: readonly FrameColumn[],
): readonly (readonly FrameColumn[])[] {
  const taken: FrameColumn[][] = selectors.map(() => []);
  for (const column of columns) {
    let best = -1;
    selectors.forEach((selector, i) => {
      if (!selects(selector, column)) return;
      if (best === -1 || specificity(selector) > specificity(selectors[best]!)) best = i;
    });
    if (best !== -1) taken[best]!.push(column);
  }
  return taken;
}
