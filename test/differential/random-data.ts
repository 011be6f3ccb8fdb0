// Small random sources with roles, and changed copies of them (variants). A variant replaces exactly the cells that some
// row could not have known; whatever is derived for that row must then be the same in the copy.
import { createRandom, type Random } from "../../runtime/numeric/random.ts";

const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
const START = Date.UTC(2024, 0, 1);

export type Kind = "series" | "one-series" | "events" | "entities" | "rows";

export type Cell = string | number | boolean | null;

/** One source as text: its schema block, and per variant its rows. */
export interface Source {
  readonly name: string;
  readonly schema: readonly (readonly [column: string, type: string, roles: string])[];
  readonly rows: readonly (readonly Cell[])[];
  /** `variants[v][row]`, in the order of `Dataset.variants`. */
  readonly variants: readonly (readonly (readonly Cell[])[])[];
}

/** Rows of the main source whose derived values must not change in a variant. */
export interface Variant {
  readonly name: string;
  readonly unchanged: (rid: number) => boolean;
}

export interface Dataset {
  readonly kind: Kind;
  /** What the label is: its own row's value, or later values of the series. */
  readonly forecast: boolean;
  readonly timed: boolean;
  readonly step: "1h" | "1d" | null;
  readonly classify: boolean;
  readonly delay: { readonly column: number; readonly label: number };
  readonly main: Source;
  readonly others: readonly Source[];
  readonly variants: readonly Variant[];
  /** Milliseconds per rid; 0 where there is no time. */
  readonly times: readonly number[];
  readonly groups: Readonly<Record<string, readonly Cell[]>>;
}

interface Row {
  readonly rid: number;
  readonly time: number;
  readonly store: string;
  readonly user: string;
}

const stepOf = (kind: Kind): "1h" | "1d" | null => (kind === "one-series" ? "1h" : kind === "series" ? "1d" : null);

export function randomDataset(seed: number): Dataset {
  const random = createRandom(seed, "dataset");
  const kinds: readonly Kind[] = ["series", "one-series", "events", "entities", "rows"];
  const kind = kinds[seed % kinds.length]!;
  const timed = kind === "series" || kind === "one-series" || kind === "events";
  const step = stepOf(kind);
  const forecast = step !== null && random.uniform() < 0.55;
  const classify = !forecast && random.uniform() < 0.6;
  const unit = step === "1h" ? HOUR : DAY;
  const delay = {
    column: timed ? [0, 1, 2][random.below(3)]! * unit : 0,
    label: timed && random.uniform() < 0.4 ? (1 + random.below(3)) * unit : 0,
  };
  const rows = mainRows(kind, random.derive("rows"));
  const cuts = timed ? quantiles(rows.map(({ time }) => time)) : [];
  const draft = { kind, timed, forecast, classify, delay, step };
  const main = mainSource(draft, rows, cuts);
  // Without a regular step it is not known beforehand that there will be a later row.
  const prefixes = kind === "events" ? cuts : [];
  const variants: Variant[] = [
    { name: "unchanged", unchanged: () => true },
    { name: "what is known after the outcome", unchanged: () => true },
    ...(timed
      ? cuts.map((cut) => ({
          name: `everything after ${new Date(cut).toISOString()}`,
          unchanged: (rid: number) => rows[rid]!.time <= cut,
        }))
      : [
          { name: "the target", unchanged: () => true },
          { name: "every odd row", unchanged: (rid: number) => rid % 2 === 0 },
          { name: "every even row", unchanged: (rid: number) => rid % 2 === 1 },
        ]),
    ...prefixes.map((cut) => ({
      name: `the end of the data at ${new Date(cut).toISOString()}`,
      unchanged: (rid: number) => rows[rid]!.time <= cut,
    })),
  ];
  return {
    ...draft,
    main,
    others: otherSources(draft, cuts, variants.length, random.derive("others")),
    variants,
    times: rows.map(({ time }) => time),
    groups: { store: rows.map(({ store }) => store), user: rows.map(({ user }) => user) },
  };
}

type Draft = Pick<Dataset, "kind" | "timed" | "forecast" | "classify" | "delay" | "step">;

function quantiles(times: readonly number[]): readonly number[] {
  const sorted = [...new Set(times)].sort((a, b) => a - b);
  return [0.3, 0.55, 0.85].map((share) => sorted[Math.floor(share * sorted.length)]!);
}

function mainRows(kind: Kind, random: Random): readonly Row[] {
  const stores = ["a", "b", "c"];
  if (kind === "series") {
    return stores.flatMap((store, s) =>
      Array.from({ length: 26 }, (_, i) => ({ rid: s * 26 + i, time: START + i * DAY, store, user: `u${s}` })),
    );
  }
  const length = kind === "one-series" ? 60 : 72;
  let time = START;
  return Array.from({ length }, (_, rid) => {
    time += kind === "one-series" ? HOUR : (1 + random.below(30)) * HOUR;
    const isTimed = kind === "one-series" || kind === "events";
    const user = kind === "rows" ? `u${rid}` : `u${random.below(12)}`;
    return { rid, time: isTimed ? time : 0, store: stores[random.below(3)]!, user };
  });
}

function mainSource(draft: Draft, rows: readonly Row[], cuts: readonly number[]): Source {
  const { kind, timed, step, delay, forecast, classify } = draft;
  const hours = (milliseconds: number): string => `${milliseconds / HOUR}h`;
  const schema: (readonly [string, string, string])[] = [["rid", "int", "@id"]];
  if (timed) schema.push(["at", "timestamp", step === null ? "@time" : `@time(every: ${step})`]);
  schema.push(["store", "category", kind === "series" ? "@series" : ""]);
  if (kind === "events" || kind === "entities") schema.push(["user", "category", "@entity"]);
  if (kind === "rows") schema.push(["user", "category", "@entity(unique: true)"]);
  schema.push(["x", "float", ""], ["z", "float?", delay.column > 0 ? `@delay(${hours(delay.column)})` : ""]);
  schema.push(["n", "int", ""], ["k", "float", timed ? "@known" : ""], ["p", "float", "@posthoc"]);
  schema.push([
    "y",
    classify ? "bool" : "float",
    delay.label > 0 ? `@target(delay: ${hours(delay.label)})` : "@target",
  ]);

  const cells = (row: Row, isReplaced: (column: string) => boolean, salt: string): readonly Cell[] =>
    schema.map(([column]) => {
      const random = createRandom(row.rid, `${column} ${isReplaced(column) ? salt : ""}`);
      if (column === "rid") return row.rid;
      if (column === "at") return new Date(row.time).toISOString();
      if (column === "store") return row.store;
      if (column === "user") return row.user;
      if (column === "n") return random.below(9);
      if (column === "y" && classify) return random.uniform() < 0.4;
      const value = 1 + random.below(900) / 100;
      return column === "z" && random.uniform() < 0.15 ? null : value;
    });

  /** Whether a moment `cut` comes before the cell is known. */
  const isLater = (row: Row, column: string, cut: number): boolean => {
    if (column === "k" || column === "p") return column === "p";
    if (column === "z") return row.time + delay.column > cut;
    if (column !== "y") return row.time > cut;
    // The own row's label is what is predicted, unless later labels are.
    if (delay.label > 0) return row.time + delay.label > cut;
    return forecast ? row.time > cut : row.time >= cut;
  };
  const replaced: readonly ((row: Row, column: string) => boolean)[] = [
    () => false,
    (_row, column) => column === "p",
    ...(timed
      ? cuts.map((cut) => (row: Row, column: string) => isLater(row, column, cut))
      : [
          (_row: Row, column: string) => column === "y",
          (row: Row) => row.rid % 2 === 1,
          (row: Row) => row.rid % 2 === 0,
        ]),
  ];
  const variants = replaced.map((is, v) => rows.map((row) => cells(row, (column) => is(row, column), `variant ${v}`)));
  const prefixes = (kind === "events" ? cuts : []).map((cut) => variants[0]!.filter((_, i) => rows[i]!.time <= cut));
  return { name: "base", schema, rows: variants[0]!, variants: [...variants, ...prefixes] };
}

/** `facts` by time and store, `bulletins` that are known later than they are dated, `places` without a time. */
function otherSources(draft: Draft, cuts: readonly number[], variants: number, random: Random): readonly Source[] {
  const unit = draft.step === "1h" ? HOUR : DAY;
  const stores = ["a", "b", "c"];
  const table = (
    name: string,
    schema: Source["schema"],
    keys: readonly (readonly Cell[])[],
    knownAt: (key: readonly Cell[]) => number | null,
  ): Source => {
    const rowsOf = (v: number): readonly (readonly Cell[])[] =>
      keys.map((key, i) => {
        const cut = (draft.timed && v >= 2 ? cuts[v - 2] : undefined) ?? Number.POSITIVE_INFINITY;
        const moment = knownAt(key);
        const value = createRandom(i, `${name} ${moment !== null && moment > cut ? v : ""}`).below(900) / 100;
        return [...key, value];
      });
    const all = Array.from({ length: variants }, (_, v) => rowsOf(v));
    return { name, schema, rows: all[0]!, variants: all };
  };
  const iso = (time: number): string => new Date(time).toISOString();
  const places = table(
    "places",
    [
      ["store", "category", ""],
      ["size", "float", ""],
    ],
    stores.map((s) => [s]),
    () => null,
  );
  if (!draft.timed) return [places];
  const factKeys = Array.from({ length: 24 }, (_, i) => i).flatMap((i) =>
    stores.map((store) => [iso(START + i * (unit === HOUR ? 2 : 1) * unit), store] as const),
  );
  const facts = table(
    "facts",
    [
      ["at", "timestamp", "@time"],
      ["store", "category", ""],
      ["w", "float", ""],
    ],
    factKeys,
    ([at]) => Date.parse(String(at)),
  );
  const bulletinKeys = Array.from({ length: 24 }, (_, i) => {
    const at = START + i * 2 * unit;
    return [iso(at), iso(at + random.below(4) * unit)] as const;
  });
  const bulletins = table(
    "bulletins",
    [
      ["at", "timestamp", "@time"],
      ["known", "timestamp", "@known_at"],
      ["v", "float", ""],
    ],
    bulletinKeys,
    ([, known]) => Date.parse(String(known)),
  );
  return [facts, bulletins, places];
}
