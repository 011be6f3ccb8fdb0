// As scikit-learn's TfidfVectorizer: words of two and more letters or digits, smooth document frequencies, rows of length 1.
import type { TransformImplementation } from "../../../runtime/component.ts";
import { type CategoryColumn, sharedFloats } from "../../../runtime/frame/frame.ts";
import { requireLevels } from "../level-columns.ts";
import type { TfidfParams } from "./tfidf.decl.ts";

/** Words in the order of their columns, with the inverse of the share of rows that have them. */
type Vocabulary = { readonly words: readonly string[]; readonly weights: Float64Array };
export type TfidfState = { readonly columns: readonly Vocabulary[] };

const WORD = /[\p{L}\p{N}_]{2,}/gu;

function wordCounts(text: string, pairs: boolean): ReadonlyMap<string, number> {
  const words = text.toLowerCase().match(WORD) ?? [];
  const terms = pairs ? [...words, ...words.slice(1).map((word, i) => `${words[i]} ${word}`)] : words;
  const counts = new Map<string, number>();
  for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1);
  return counts;
}

/** Rows per level: every distinct text is read once. */
function rowsPerLevel({ codes, levels }: CategoryColumn): Float64Array {
  const rows = new Float64Array(levels.length);
  for (const code of codes) if (code >= 0) rows[code] = rows[code]! + 1;
  return rows;
}

function vocabularyOf(column: CategoryColumn, { max_features, min_rows, pairs }: TfidfParams): Vocabulary {
  const rows = rowsPerLevel(column);
  const found = new Map<string, { rows: number; uses: number }>();
  column.levels.forEach((level, code) => {
    if (rows[code] === 0) return;
    for (const [word, count] of wordCounts(level, pairs)) {
      const entry = found.get(word) ?? { rows: 0, uses: 0 };
      entry.rows += rows[code]!;
      entry.uses += rows[code]! * count;
      found.set(word, entry);
    }
  });
  const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
  const words = [...found]
    .filter(([, entry]) => entry.rows >= min_rows)
    .sort(([a, left], [b, right]) => right.uses - left.uses || byText(a, b))
    .slice(0, max_features)
    .map(([word]) => word)
    .sort(byText);
  const total = column.codes.length;
  const weights = Float64Array.from(words, (word) => Math.log((1 + total) / (1 + found.get(word)!.rows)) + 1);
  return { words, weights };
}

function weightsOf(text: string, { words, weights }: Vocabulary, places: ReadonlyMap<string, number>, pairs: boolean) {
  const entries: { readonly place: number; readonly weight: number }[] = [];
  for (const [word, count] of wordCounts(text, pairs)) {
    const place = places.get(word);
    if (place !== undefined && place < words.length) entries.push({ place, weight: count * weights[place]! });
  }
  const length = Math.sqrt(entries.reduce((sum, { weight }) => sum + weight * weight, 0)) || 1;
  return entries.map(({ place, weight }) => ({ place, weight: weight / length }));
}

export const tfidfImplementation: TransformImplementation<TfidfParams, TfidfState> = {
  fit: ({ columns }, params) => ({ columns: columns.map((column) => vocabularyOf(requireLevels(column), params)) }),
  apply: (columns, state, { pairs }) =>
    columns.flatMap((given, j) => {
      const column = requireLevels(given);
      const vocabulary = state.columns[j]!;
      const places = new Map(vocabulary.words.map((word, place) => [word, place]));
      const perLevel = column.levels.map((level) => weightsOf(level, vocabulary, places, pairs));
      const outputs = vocabulary.words.map(() => sharedFloats(column.codes.length));
      column.codes.forEach((code, row) => {
        for (const { place, weight } of perLevel[code] ?? []) outputs[place]![row] = weight;
      });
      return vocabulary.words.map((word, place) => ({
        kind: "number",
        name: `${column.name}=${word}`,
        type: "float",
        values: outputs[place]!,
      }));
    }),
};
