import type { TransformImplementation } from "../../../runtime/component.ts";
import { type FrameColumn, sharedFloats } from "../../../runtime/frame/frame.ts";
import { codesInto, countLevels, requireLevels } from "../level-columns.ts";
import type { FrequencyEncodeParams } from "./frequency-encode.decl.ts";

type LevelShares = { readonly levels: readonly string[]; readonly shares: Float64Array; readonly missing: number };
export type FrequencyState = { readonly columns: readonly LevelShares[] };

function shares(column: FrameColumn): LevelShares {
  const source = requireLevels(column);
  const { levels, counts, missing } = countLevels(source);
  const rows = Math.max(1, source.codes.length);
  return { levels, shares: Float64Array.from(counts, (count) => count / rows), missing: missing / rows };
}

function encode(column: FrameColumn, fitted: LevelShares): FrameColumn {
  const source = requireLevels(column);
  const byCode = Float64Array.from(codesInto(source, fitted.levels), (position) => fitted.shares[position] ?? 0);
  const values = sharedFloats(source.codes.length);
  for (let i = 0; i < values.length; i++) {
    const code = source.codes[i]!;
    values[i] = code < 0 ? fitted.missing : byCode[code]!;
  }
  return { kind: "number", name: column.name, type: "float", values };
}

export const frequencyEncodeImplementation: TransformImplementation<FrequencyEncodeParams, FrequencyState> = {
  fit: ({ columns }) => ({ columns: columns.map(shares) }),
  apply: (columns, state) => columns.map((column, j) => encode(column, state.columns[j]!)),
};
