// Claim match (A5): what a split keeps apart, and whether that is what the task claims.
import type { SplitTerm, TypedTask } from "../../types/typed.ts";

export interface Separation {
  /** `later`: judged rows come after training; `blocks`: at a distance in time; `rows`: anywhere; `given`: as the data say. */
  readonly order: "later" | "blocks" | "rows" | "given";
  /** The column whose values stay on one side. */
  readonly groups: string | null;
}

export function separationOf(split: SplitTerm, task: TypedTask): Separation {
  const groups = split.by;
  switch (split.declaration.separates) {
    case "later":
      return { order: split.shuffle || task.time === null ? "rows" : "later", groups };
    case "blocks":
      // Without a time the blocks are blocks of rows, in the order in which they happen to stand.
      return { order: task.time === null ? "rows" : "blocks", groups };
    case "given":
      return { order: "given", groups };
    case "groups":
    case "rows":
      return { order: "rows", groups };
    // The type checker hands on the outer split itself; its own members decide.
    case "outer":
      return { order: "given", groups };
    default:
      return split.declaration.separates satisfies never;
  }
}

export type ClaimFault =
  /** A claim about the future with rows cut at random. */
  | { readonly kind: "random-on-time" }
  /** A claim about the future with groups cut without regard to time. */
  | { readonly kind: "groups-on-time"; readonly by: string }
  /** A claim about new values of a column with a time cut that may share them. */
  | { readonly kind: "time-shares-values"; readonly column: string }
  /** Rows of one entity, or of one value claimed to be new, on both sides. */
  | { readonly kind: "entity-on-both-sides"; readonly column: string; readonly claimed: boolean };

export function claimFaults(task: TypedTask, split: SplitTerm): readonly ClaimFault[] {
  const { order, groups } = separationOf(split, task);
  const { parts } = task.claim;
  const faults: ClaimFault[] = [];
  if (order === "given" || parts.some(({ kind }) => kind === "transductive")) return faults;
  const future = parts.some(({ kind }) => kind === "future");
  if (future && order === "rows")
    faults.push(groups === null ? { kind: "random-on-time" } : { kind: "groups-on-time", by: groups });
  // What no two rows share is new in every judged row.
  const isShared = (column: string): boolean => !task.distinct.includes(column);
  const claimed = parts.flatMap((part) => (part.kind === "new" ? [part.column] : []));
  for (const column of claimed) {
    if (groups === column || !isShared(column)) continue;
    if (order === "rows") faults.push({ kind: "entity-on-both-sides", column, claimed: true });
    else faults.push({ kind: "time-shares-values", column });
  }
  const repeated = [task.entity !== null && !task.entity.unique ? task.entity.column : null, task.group];
  const covered = groups !== null && claimed.includes(groups);
  if (order === "rows" && faults.length === 0 && !covered)
    for (const column of repeated)
      if (column !== null && column !== groups && isShared(column))
        faults.push({ kind: "entity-on-both-sides", column, claimed: false });
  return faults;
}
