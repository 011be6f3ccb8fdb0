// On the way from the chunks of a source, a column in a file or in memory, to those of what a recipe makes of it.
import type { ColumnRecipe, MappedRecipe, TakenRecipe } from "./column-recipe.ts";
import { runsOf } from "./row-runs.ts";
import { PART, type ValueChange, withChanges } from "./value-change.ts";

/** The chunk is only valid during the call. */
export type VisitChunk = (chunk: Float64Array, start: number) => void;

/** Who gets the values that a recipe makes. */
export interface Visit {
  readonly recipe: ColumnRecipe;
  readonly visit: VisitChunk;
}

export interface Pipe {
  readonly source: ColumnRecipe;
  /** Takes the chunks of the source, in order. */
  readonly push: VisitChunk;
  /** After the last chunk. */
  readonly flush: () => void;
  /** Whether rows from `start` to `end` of the source are looked at. */
  readonly isWanted: (start: number, end: number) => boolean;
}

/** Says where a pipe begins; columns in files always do. */
type IsSource = (recipe: ColumnRecipe) => boolean;

/** Pipes last as long as `use`. */
export function withPipe({ recipe, visit }: Visit, isSource: IsSource, use: (pipe: Pipe) => void): void {
  if (recipe.kind === "stored" || isSource(recipe)) {
    use({ source: recipe, push: visit, flush: () => undefined, isWanted: () => true });
  } else if (recipe.kind === "mapped") withMapped(recipe, visit, isSource, use);
  else withTaken(recipe, visit, isSource, use);
}

export function withPipes(
  visits: readonly Visit[],
  isSource: IsSource,
  use: (pipes: readonly Pipe[]) => void,
  opened: readonly Pipe[] = [],
): void {
  const next = visits[opened.length];
  if (next === undefined) use(opened);
  else withPipe(next, isSource, (pipe) => withPipes(visits, isSource, use, [...opened, pipe]));
}

/** Changes that follow each other are made in one go. */
function withMapped(recipe: MappedRecipe, visit: VisitChunk, isSource: IsSource, use: (pipe: Pipe) => void): void {
  const changes: ValueChange[] = [];
  let of: ColumnRecipe = recipe;
  do {
    changes.unshift(of.change);
    of = of.of;
  } while (of.kind === "mapped" && !isSource(of));
  withChanges(changes, (changePart) => {
    const inParts: VisitChunk = (chunk, start) => {
      for (let from = 0; from < chunk.length; from += PART) {
        visit(changePart(chunk, from, Math.min(PART, chunk.length - from)), start + from);
      }
    };
    withPipe({ recipe: of, visit: inParts }, isSource, use);
  });
}

/** Shorter stretches are put together before they are looked at. */
const SHORT = 256;

/** Stretches of the source's chunks, without copying. */
function withTaken({ of, rows }: TakenRecipe, visit: VisitChunk, isSource: IsSource, use: (pipe: Pipe) => void): void {
  const { runs } = runsOf(rows);
  const part = new Float64Array(PART);
  let filled = 0;
  let visited = 0;
  const visitFilled = (): void => {
    if (filled === 0) return;
    visit(filled === PART ? part : part.subarray(0, filled), visited);
    visited += filled;
    filled = 0;
  };
  let at = 0;
  let done = 0;
  const pick: VisitChunk = (chunk, start) => {
    const end = start + chunk.length;
    while (at < runs.length) {
      const first = runs[at]! + done;
      if (first >= end) return;
      const count = Math.min(runs[at + 1]! - done, end - first);
      if (count > SHORT) {
        visitFilled();
        visit(chunk.subarray(first - start, first - start + count), visited);
        visited += count;
      } else {
        if (filled + count > PART) visitFilled();
        copyValues(chunk, first - start, part, filled, count);
        filled += count;
      }
      done += count;
      if (done < runs[at + 1]!) return;
      at += 2;
      done = 0;
    }
  };
  const isWanted = (start: number, end: number): boolean => at < runs.length && runs[at]! + done < end && start < end;
  withPipe({ recipe: of, visit: pick }, isSource, (pipe) =>
    use({
      ...pipe,
      flush: () => {
        pipe.flush();
        visitFilled();
      },
      ...(pipe.source === of ? { isWanted } : {}),
    }),
  );
}

function copyValues(source: Float64Array, start: number, target: Float64Array, place: number, count: number): void {
  for (let i = 0; i < count; i++) target[place + i] = source[start + i]!;
}
