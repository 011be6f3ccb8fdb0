// Rules that hold on the data as it is, with room for what is still to come. What is a guess about future rows is a warning.
import type { Inferred } from "../../runtime/infer/infer.ts";
import type { Proposal } from "./propose-roles.ts";
import { writeName, writeNumber, writeText } from "./spec-words.ts";

/** Longer lists and blocks are not read by anybody. */
const MOST_LEVELS = 10;
const MOST_BOUNDS = 12;
const MOST_LISTS = 8;
/** Room beyond the range that was seen, as a share of it. */
const SLACK = 0.25;

export function proposeChecks(inferred: Inferred, proposals: readonly Proposal[]): readonly string[] {
  const rules: string[] = [];
  const named = proposals.flatMap((proposal) => {
    const name = writeName(proposal.column.name);
    return name === null ? [] : [{ ...proposal, name }];
  });
  const { time, rows, allRows } = inferred;
  for (const { name, role } of named) if (role === "id") rules.push(`unique(${name})`);
  const timeName = time === null ? null : writeName(time.column);
  if (time !== null && timeName !== null && time.isUnique) {
    const keys = [...time.series, time.column].map(writeName);
    if (!keys.includes(null)) rules.push(`unique(${keys.join(", ")})`);
    if (time.step !== null && time.step.irregular === 0) rules.push(`regular(${timeName})`);
  }
  for (const { name, role, column } of named)
    if (role === "target" && !column.type.nullable) rules.push(`not_null(${name})`);
  const measured = named.filter(
    ({ role, column }) =>
      (role === "feature" || role === "target") && (column.type.kind === "int" || column.type.kind === "float"),
  );
  for (const { name, profile, column } of measured.slice(0, MOST_BOUNDS)) {
    const range = boundsOf(profile.min, profile.max, column.type.kind === "int");
    if (range !== null) rules.push(`between(${name}, ${range.low}, ${range.high}, severity: warning)`);
  }
  const listed = named.filter(
    ({ role, column, profile }) =>
      (role === "feature" || role === "target") &&
      column.type.kind === "category" &&
      profile.distinctIsExact &&
      profile.distinct > 0 &&
      profile.distinct <= MOST_LEVELS &&
      profile.levels.length === profile.distinct,
  );
  for (const { name, profile } of listed.slice(0, MOST_LISTS)) {
    const values = [...profile.levels].map(({ value }) => writeText(value)).sort();
    rules.push(`one_of(${name}, [${values.join(", ")}], severity: warning)`);
  }
  rules.push(`row_count(min: ${writeNumber(roundDown(0.9 * Math.max(rows, allRows)))})`);
  return rules;
}

/** A quarter of the range on both sides, in round numbers; what has one sign so far keeps it, and a flag stays a flag. */
function boundsOf(
  min: number | null,
  max: number | null,
  isInt: boolean,
): { readonly low: string; readonly high: string } | null {
  if (min === null || max === null) return null;
  if (isInt && min === 0 && max === 1) return { low: "0", high: "1" };
  // Whole numbers of a spec end at 2^53, and so does what was seen of these.
  if (isInt && Math.max(-min, max) > Number.MAX_SAFE_INTEGER / 2) return null;
  const room = SLACK * Math.max(max - min, Math.abs(max) * 1e-3, isInt ? 1 : 0);
  const size = 10 ** Math.max(isInt ? 0 : Number.NEGATIVE_INFINITY, Math.floor(Math.log10(room)));
  if (!Number.isFinite(size) || size === 0) return null;
  const below = Math.floor((min - room) / size) * size;
  const above = Math.ceil((max + room) / size) * size;
  const [low, high] = [
    writeBound(min >= 0 ? Math.max(0, below) : below),
    writeBound(max <= 0 ? Math.min(0, above) : above),
  ];
  // Rounding must not cut off what was seen.
  return low === null ||
    high === null ||
    Number(low.replaceAll("_", "")) > min ||
    Number(high.replaceAll("_", "")) < max
    ? null
    : { low, high };
}

/** Multiples of a power of ten without the dust of binary fractions. */
const writeBound = (value: number): string | null => writeNumber(Number(value.toPrecision(6)));

function roundDown(value: number): number {
  const whole = Math.max(1, Math.floor(value));
  const size = 10 ** Math.max(0, Math.floor(Math.log10(whole)) - 1);
  return Math.floor(whole / size) * size;
}
