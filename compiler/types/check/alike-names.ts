// Names of columns that differ in the case of their letters only: the data engine takes them for one column.
import type { Column } from "../../../specs/data-type.ts";

/** As the data engine folds them: letters of ASCII only. */
const fold = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());

/** A name and an earlier one that it is taken for; null where there is none. */
export function alikeNames(columns: readonly Pick<Column, "name">[]): readonly [name: string, earlier: string] | null {
  const names = new Map<string, string>();
  for (const { name } of columns) {
    const earlier = names.get(fold(name));
    if (earlier !== undefined && earlier !== name) return [name, earlier];
    names.set(fold(name), name);
  }
  return null;
}
