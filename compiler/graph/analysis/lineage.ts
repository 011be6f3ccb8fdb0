// What a column is made from: for every column of a source that reaches it, the interval of moments it is read at relative
// to the row, and how. Reach (A2) and taint (A3) are both read off this.
import type { Roles } from "../../../specs/data-type.ts";
import type { RelatedPlace, Span } from "../../../specs/diagnostic.ts";
import type { NodeId } from "../graph.ts";
import { ALWAYS_BEFORE, earlier, FOREVER_AFTER, HERE, isInfinite, later, type Offset, plus } from "./offset.ts";

export interface BaseColumn {
  readonly source: NodeId;
  /** Of the source: two declarations of one file are one origin. */
  readonly origin: string;
  readonly column: string;
  readonly roles: Roles;
  readonly span: Span;
}

/** Why a value may need something later than its row, or all rows. */
export type Cause =
  /** A lead, a negative lag, a centred window, a suffix: the author asked for later rows. */
  | "forward"
  /** An aggregate or rank over the whole table. */
  | "statistic"
  /** An aggregate of the same source, joined back. */
  | "own-aggregate"
  /** A join that does not look at the time. */
  | "join"
  /** The last version of a row, joined to rows of earlier moments. */
  | "overwritten"
  /** A bin whose value is known only at its end. */
  | "bin"
  /** A step whose effects the author did not declare. */
  | "opaque"
  /** A step of which the author did not even say that it learns nothing from rows. */
  | "undeclared"
  | "clock";

export interface Use {
  readonly base: BaseColumn | null;
  readonly low: Offset;
  readonly high: Offset;
  /**
   * How far behind the row something must stand, else the value is missing: `low` without what reads whatever is there
   * (expanding windows) and without steps that leave incomplete rows out. Always finite.
   */
  readonly head: Offset;
  /** The place whose function or step moved the interval last, for the primary span. */
  readonly window: Span | null;
  readonly causes: readonly { readonly cause: Cause; readonly span: Span; readonly label: string }[];
  /** From cause to effect. */
  readonly trail: readonly RelatedPlace[];
}

/** `low <= value - clock <= high`. */
export interface Moment {
  /** Null: the time of the row. Else the source column of moments that is not the time of its rows. */
  readonly clock: string | null;
  readonly low: Offset;
  readonly high: Offset;
  /** It is the start of a bin, and no moment that the author has shifted. */
  readonly bin: boolean;
}

/** The identifier of which a column is only another form. */
export interface Identity {
  readonly base: BaseColumn;
  /** Equal for the same identifier of the same row: the one of an earlier row is another. */
  readonly key: string;
}

export interface ColumnLineage {
  readonly uses: readonly Use[];
  /** The entry that derived the column; null for a column that came from a source or a join. */
  readonly entry: { readonly span: Span; readonly nameSpan: Span } | null;
  /** Equal keys mean equal values of a row; null when that cannot be told. */
  readonly key: string | null;
  /** For a column of moments at a known distance from its row. */
  readonly moment: Moment | null;
  /** The identifier of which it is only another form. */
  readonly identity: Identity | null;
}

export type TableLineage = ReadonlyMap<string, ColumnLineage>;

export const useOf = (base: BaseColumn): Use => ({
  base,
  low: HERE,
  high: HERE,
  head: HERE,
  window: null,
  causes: [],
  trail: [],
});

export const shift = (use: Use, low: Offset, high: Offset): Use => ({
  ...use,
  low: isInfinite(use.low) ? use.low : plus(use.low, low),
  high: isInfinite(use.high) ? use.high : plus(use.high, high),
  head: isInfinite(low) ? use.head : plus(use.head, low),
});

/** Read from rows before it that are there, however far back; every row lacks as much as any other. */
export const readPast = (use: Use): Use => ({ ...use, low: ALWAYS_BEFORE, head: HERE });

export const readAll = (use: Use): Use => ({ ...readPast(use), high: FOREVER_AFTER });

export const blame = (use: Use, cause: Cause, span: Span, label: string): Use => ({
  ...use,
  causes: [...use.causes, { cause, span, label }],
});

export const follow = (use: Use, place: RelatedPlace): Use =>
  use.trail.some(({ span }) => span.start === place.span.start && span.end === place.span.end)
    ? use
    : { ...use, trail: [...use.trail, place] };

/** One use per base column and manner; the intervals of equal manners are joined, the later one keeps its trail. */
export function mergeUses(uses: readonly Use[]): readonly Use[] {
  const merged = new Map<string, Use>();
  for (const use of uses) {
    const manner = use.causes.map(({ cause }) => cause).join("+");
    const base = use.base === null ? "" : `${use.base.origin}\0${use.base.column}`;
    const key = `${base}\0${use.window === null}\0${manner}`;
    const known = merged.get(key);
    if (known === undefined) merged.set(key, use);
    else merged.set(key, joinUses(known, use));
  }
  return [...merged.values()];
}

function joinUses(a: Use, b: Use): Use {
  const high = later(a.high, b.high);
  return { ...(high === a.high ? a : b), low: earlier(a.low, b.low), high, head: earlier(a.head, b.head) };
}
