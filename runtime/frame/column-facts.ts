// What has been found out about columns in files: looked at once, and handed over between threads.
import { findRange, type Range, type Summary, summarize } from "../numeric/summary.ts";
import { type ColumnRecipe, mappedRecipe } from "./column-recipe.ts";
import { visitRecipe } from "./lazy-column.ts";
import type { ValueChange } from "./value-change.ts";

interface Facts {
  summary: Summary | null;
  range: Range | null;
  readonly quantiles: Map<number, number>;
}

/** Facts about a column after some changes. */
export interface FoundFacts {
  readonly changes: readonly ValueChange[];
  readonly summary: Summary | null;
  readonly quantiles: readonly (readonly [level: number, value: number])[];
}

const facts = new WeakMap<ColumnRecipe, Facts>();
/** Whose facts are being collected, if any. */
let asked: Set<ColumnRecipe> | null = null;

function factsOf(recipe: ColumnRecipe): Facts {
  asked?.add(recipe);
  let found = facts.get(recipe);
  if (found === undefined) {
    found = { summary: null, range: null, quantiles: new Map() };
    facts.set(recipe, found);
  }
  return found;
}

export function summaryOf(recipe: ColumnRecipe): Summary {
  const known = factsOf(recipe);
  if (known.summary === null && isAsking) throw new Unanswered({ kind: "summary", recipe });
  known.summary ??= summarize((visit) => visitRecipe(recipe, visit));
  return known.summary;
}

export function rememberSummary(recipe: ColumnRecipe, summary: Summary): void {
  factsOf(recipe).summary ??= summary;
}

export function rangeOf(recipe: ColumnRecipe): Range {
  const known = factsOf(recipe);
  known.range ??= findRange((visit) => visitRecipe(recipe, visit));
  return known.range;
}

export const knownRange = (recipe: ColumnRecipe): Range | null => facts.get(recipe)?.range ?? null;

export function rememberRange(recipe: ColumnRecipe, range: Range | null): void {
  if (range !== null) factsOf(recipe).range ??= range;
}

/** Found by `find` for the levels that are not known. */
export function quantilesOf(
  recipe: ColumnRecipe,
  levels: readonly number[],
  find: (levels: readonly number[]) => readonly number[],
): readonly number[] {
  const { quantiles } = factsOf(recipe);
  const unknown = levels.filter((level) => !quantiles.has(level));
  if (unknown.length > 0) {
    if (isAsking) throw new Unanswered({ kind: "quantiles", recipe, levels: unknown });
    rememberQuantiles(recipe, unknown, find(unknown));
  }
  return levels.map((level) => quantiles.get(level)!);
}

export function rememberQuantiles(recipe: ColumnRecipe, levels: readonly number[], values: readonly number[]): void {
  const { quantiles } = factsOf(recipe);
  for (const [i, value] of values.entries()) quantiles.set(levels[i]!, value);
}

/** Present values. Where it follows from the column before, nothing is looked at. */
export function presentIn(recipe: ColumnRecipe): number {
  if (recipe.kind === "mapped" && recipe.change.kind === "fill" && !Number.isNaN(recipe.change.value)) {
    return recipe.length;
  }
  // A finite value stays one, but infinities may become NaN.
  if (recipe.kind === "mapped" && recipe.change.kind === "scale" && isBounded(recipe.of)) return presentIn(recipe.of);
  return summaryOf(recipe).count;
}

function isBounded(recipe: ColumnRecipe): boolean {
  if (recipe.kind === "taken" && knownRange(recipe) === null && isBounded(recipe.of)) return true;
  if (recipe.kind === "mapped" && recipe.change.kind === "fill") {
    return Number.isFinite(recipe.change.value) && isBounded(recipe.of);
  }
  const { min, max } = rangeOf(recipe);
  return Number.isFinite(max - min);
}

/** What some work asks for and nobody has found yet. */
export type Question =
  | { readonly kind: "summary"; readonly recipe: ColumnRecipe }
  | { readonly kind: "quantiles"; readonly recipe: ColumnRecipe; readonly levels: readonly number[] };

class Unanswered extends Error {
  readonly question: Question;

  constructor(question: Question) {
    super("nobody has looked at the column yet");
    this.question = question;
  }
}

let isAsking = false;

/** Does work as far as facts are known; gives what it would have to look for next, null at its end. */
export function nextQuestion(work: () => void): Question | null {
  isAsking = true;
  try {
    work();
    return null;
  } catch (error) {
    if (error instanceof Unanswered) return error.question;
    throw error;
  } finally {
    isAsking = false;
  }
}

/** The facts about a column, and about what is made of it, that some work asks for. */
export function collectFacts(root: ColumnRecipe, work: () => void): readonly FoundFacts[] {
  const outer = asked;
  asked = new Set();
  try {
    work();
    return [...asked].flatMap((recipe): FoundFacts[] => {
      const changes = changesFrom(root, recipe);
      const { summary, quantiles } = facts.get(recipe)!;
      return changes === null ? [] : [{ changes, summary, quantiles: [...quantiles] }];
    });
  } finally {
    asked = outer;
  }
}

function changesFrom(root: ColumnRecipe, recipe: ColumnRecipe): readonly ValueChange[] | null {
  const changes: ValueChange[] = [];
  let at = recipe;
  while (at !== root) {
    if (at.kind !== "mapped" || at.change.kind === "each") return null;
    changes.unshift(at.change);
    at = at.of;
  }
  return changes;
}

export function rememberFacts(root: ColumnRecipe, found: readonly FoundFacts[]): void {
  for (const { changes, summary, quantiles } of found) {
    const known = factsOf(changes.reduce<ColumnRecipe>(mappedRecipe, root));
    known.summary ??= summary;
    for (const [level, value] of quantiles) known.quantiles.set(level, value);
  }
}
