// Takes one part off a list of rows: at random or from its end, by rows, by strata or by whole groups.
import { permutation, type Random } from "../numeric/random.ts";
import type { GroupCodes } from "./group-codes.ts";

export interface TakeOptions {
  readonly groups: GroupCodes | null;
  readonly strata: GroupCodes | null;
  /** Null takes from the end. */
  readonly random: Random | null;
}

/** Both results keep the order of `rows`. With groups the part is the first union of groups with at least `count` rows. */
export function takePart(
  rows: Int32Array,
  count: number,
  options: TakeOptions,
): { readonly part: Int32Array; readonly rest: Int32Array } {
  const isTaken =
    options.groups === null ? takeRows(rows, count, options) : takeGroups(rows, count, options.groups, options.random);
  return { part: rows.filter((_, i) => isTaken[i] === 1), rest: rows.filter((_, i) => isTaken[i] === 0) };
}

function takeRows(rows: Int32Array, count: number, { strata, random }: TakeOptions): Uint8Array {
  const taken = new Uint8Array(rows.length);
  const wanted = Math.min(count, rows.length);
  if (strata === null) {
    for (const i of lastOf(rows.length, wanted, random)) taken[i] = 1;
    return taken;
  }
  const members = new Map<number, number[]>();
  for (const [i, row] of rows.entries()) {
    const code = strata.codes[row]!;
    const list = members.get(code);
    if (list === undefined) members.set(code, [i]);
    else list.push(i);
  }
  const codes = [...members.keys()].sort((a, b) => a - b);
  const shares = apportion(
    codes.map((code) => members.get(code)!.length),
    wanted,
  );
  for (const [k, code] of codes.entries()) {
    const list = members.get(code)!;
    for (const i of lastOf(list.length, shares[k]!, random?.derive(`stratum ${code}`) ?? null)) taken[list[i]!] = 1;
  }
  return taken;
}

function lastOf(length: number, count: number, random: Random | null): readonly number[] {
  const order = random === null ? Array.from({ length }, (_, i) => i) : Array.from(permutation(length, random));
  return order.slice(length - count);
}

/** Shares in proportion to sizes that sum to `total`: largest remainders, the first of equal ones. */
function apportion(sizes: readonly number[], total: number): readonly number[] {
  const all = sizes.reduce((sum, size) => sum + size, 0);
  const exact = sizes.map((size) => (all === 0 ? 0 : (size * total) / all));
  const shares = exact.map(Math.floor);
  const order = exact.map((_, i) => i).sort((a, b) => exact[b]! - shares[b]! - (exact[a]! - shares[a]!) || a - b);
  const missing = total - shares.reduce((sum, share) => sum + share, 0);
  for (const i of order.slice(0, missing)) shares[i]! += 1;
  return shares;
}

function takeGroups(rows: Int32Array, count: number, groups: GroupCodes, random: Random | null): Uint8Array {
  const sizes = new Map<number, number>();
  for (const row of rows) sizes.set(groups.codes[row]!, (sizes.get(groups.codes[row]!) ?? 0) + 1);
  const present = [...sizes.keys()].sort((a, b) => a - b);
  const order =
    random === null ? present.toReversed() : Array.from(permutation(present.length, random), (i) => present[i]!);
  const chosen = new Set<number>();
  let taken = 0;
  for (const group of order) {
    if (taken >= count) break;
    chosen.add(group);
    taken += sizes.get(group)!;
  }
  return Uint8Array.from(rows, (row) => (chosen.has(groups.codes[row]!) ? 1 : 0));
}
