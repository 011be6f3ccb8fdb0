// RC10, RC13 and RC14 on data, written without the product's own contracts: the features of a row are the same whatever
// happens later, whatever the label is, and whatever was recorded after the outcome.
import type { Engine } from "../../runtime/data/engine.ts";
import { exportFrame } from "../../runtime/data/export-frame.ts";
import type { Table } from "../../runtime/data/table.ts";
import type { FrameColumn } from "../../runtime/frame/frame.ts";
import type { TaskSpec } from "../../specs/plan.ts";
import type { Dataset } from "./random-data.ts";
import type { RandomSpec } from "./random-spec.ts";
import { VARIANT } from "./run-tables.ts";

/**
 * How rows are chosen but by conditions. `keyed`: one for each key, which without a time is settled before anything is cut, by
 * the order of the file. `drawn`: by chance or by the order of the file.
 */
export type Choice = "none" | "keyed" | "drawn";

/** Violations of one task's features; none means that no variant showed any. */
export async function featureViolations(
  engine: Engine,
  data: Dataset,
  table: Table,
  task: TaskSpec,
  { claim, choice }: { readonly claim: RandomSpec["claim"]; readonly choice: Choice },
): Promise<readonly string[]> {
  // What a forecast may know of the future is judged by role, not by recomputing.
  const features = [...new Set([...task.features, ...(task.beside ?? []).map(({ column }) => column)])];
  const frame = await exportFrame(engine, table, [VARIANT, "rid", ...features]);
  const [variant, rid, ...columns] = frame.columns;
  if (variant?.kind !== "number" || rid?.kind !== "number") throw new TypeError("the task's table lost its keys");
  const places = data.variants.map(() => new Map<number, number>());
  for (let row = 0; row < frame.rows; row++) places[variant.values[row]!]!.set(rid.values[row]!, row);
  const base = places[0]!;
  const violations: string[] = [];
  for (const [v, { name, unchanged }] of data.variants.entries()) {
    // A transductive claim knows the features of the judged rows beforehand.
    if (claim === "transductive" && isOfFeatures(name)) continue;
    const violation = compare(v, name, unchanged);
    if (violation !== null) violations.push(violation);
  }
  return violations;

  function compare(v: number, name: string, unchanged: (rid: number) => boolean): string | null {
    const here = places[v]!;
    for (const id of new Set([...base.keys(), ...here.keys()])) {
      if (!unchanged(id)) continue;
      const before = base.get(id);
      const after = here.get(id);
      const isMissing = before === undefined || after === undefined;
      if (isMissing && (choice === "drawn" || (choice === "keyed" && isOfFeatures(name)))) continue;
      if (isMissing) return `row ${id} comes or goes with ${name}`;
      const changed = columns.find((column) => !isSame(cell(column, before), cell(column, after)));
      if (changed !== undefined) return `\`${changed.name}\` of row ${id} changes with ${name}`;
    }
    return null;
  }
}

const isOfFeatures = (variant: string): boolean => variant.startsWith("every ");

const cell = (column: FrameColumn, row: number): number | string | null => {
  if (column.kind === "number") return Number.isNaN(column.values[row]!) ? null : column.values[row]!;
  return column.levels[column.codes[row]!] ?? null;
};

/**
 * Equal up to rounding: the engine adds floats in an order that depends on where a partition lies among the others, and
 * variants lie side by side.
 */
function isSame(a: number | string | null, b: number | string | null): boolean {
  if (typeof a !== "number" || typeof b !== "number") return a === b;
  return Math.abs(a - b) <= 1e-9 * (1 + Math.abs(a));
}
