// `by:` in a split in time: judged rows are later and of unseen groups. Every group is dealt to one side: the test part,
// the calibration part, the val part of some folds, or training only.
import { permutation, type Random } from "../numeric/random.ts";
import type { GroupCodes } from "./group-codes.ts";

/** Whether a row may be in a part, as far as its group is concerned. */
export interface GroupSides {
  readonly inTest: (row: number) => boolean;
  readonly inCalib: (row: number) => boolean;
  /** Outside test and calib. */
  readonly inDev: (row: number) => boolean;
  readonly inVal: (fold: number, row: number) => boolean;
}

const anyRow = (): boolean => true;

export const WITHOUT_GROUPS: GroupSides = { inTest: anyRow, inCalib: anyRow, inDev: anyRow, inVal: anyRow };

/** Shares of the groups; 0 for a part that is not asked for. A part that is asked for gets at least one group. */
export interface GroupShares {
  readonly test: number;
  readonly calib: number;
  readonly val: number;
  readonly folds: number;
}

/** Null when there are fewer groups than sides that need one. */
export function dealGroups(groups: GroupCodes, shares: GroupShares, random: Random): GroupSides | null {
  const size = (share: number): number => (share === 0 ? 0 : Math.max(1, Math.round(share * groups.count)));
  const [test, calib, val] = [size(shares.test), size(shares.calib), size(shares.val)];
  const rest = groups.count - test - calib;
  if (rest < (val === 0 ? 1 : val + 1)) return null;
  const order = permutation(groups.count, random);
  const place = new Int32Array(groups.count);
  for (const [position, group] of order.entries()) place[group] = position;
  const at = (row: number): number => place[groups.codes[row]!]!;
  return {
    inTest: (row) => test === 0 || at(row) < test,
    inCalib: (row) => calib === 0 || (at(row) >= test && at(row) < test + calib),
    inDev: (row) => at(row) >= test + calib,
    // Each fold judges the next groups of the circle, so that over many folds every group is judged.
    inVal: (fold, row) => {
      if (val === 0) return true;
      const position = at(row) - test - calib;
      return position >= 0 && (position - ((fold * val) % rest) + rest) % rest < val;
    },
  };
}

/** The fewest groups that `dealGroups` accepts. */
export const fewestGroups = (shares: GroupShares): number =>
  [shares.test, shares.calib, shares.val].filter((share) => share > 0).length + 1;
