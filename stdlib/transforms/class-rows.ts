// Rows by class, for the steps that draw rows anew.
import { ComponentError, type TransformInput } from "../../runtime/component.ts";

/** Row numbers, rising, of every class that occurs, in the order of the classes. */
export function rowsByClass({ target, targetLevels }: TransformInput, step: string): readonly Int32Array[] {
  if (target === null || targetLevels === null) {
    throw new ComponentError(
      "data/no-classes",
      `\`${step}\` balances classes, but the target has none`,
      "use it in the chain of a model of a `classify` task",
    );
  }
  const rows = targetLevels.map((): number[] => []);
  target.forEach((label, row) => {
    rows[label]?.push(row);
  });
  return rows.filter((found) => found.length > 0).map((found) => Int32Array.from(found));
}

export const largestClass = (classes: readonly Int32Array[]): number =>
  classes.reduce((most, rows) => Math.max(most, rows.length), 0);
