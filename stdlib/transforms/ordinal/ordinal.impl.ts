import type { TransformImplementation } from "../../../runtime/component.ts";
import { type FrameColumn, sharedFloats } from "../../../runtime/frame/frame.ts";
import { codesInto, countLevels, requireLevels, unknownLevel } from "../level-columns.ts";
import type { OrdinalParams } from "./ordinal.decl.ts";

export type OrdinalState = { readonly levels: readonly (readonly string[])[] };

function encode(column: FrameColumn, levels: readonly string[], unknown: OrdinalParams["unknown"]): FrameColumn {
  const source = requireLevels(column);
  const positions = codesInto(source, levels);
  const values = sharedFloats(source.codes.length);
  for (let i = 0; i < values.length; i++) {
    const code = source.codes[i]!;
    const position = code < 0 ? -1 : positions[code]!;
    if (position < 0 && code >= 0 && unknown === "error") throw unknownLevel(source, i);
    values[i] = position < 0 ? Number.NaN : position;
  }
  return { kind: "number", name: column.name, type: "int", values };
}

export const ordinalImplementation: TransformImplementation<OrdinalParams, OrdinalState> = {
  fit: ({ columns }) => ({ levels: columns.map((column) => countLevels(requireLevels(column)).levels) }),
  apply: (columns, { levels }, { unknown }) => columns.map((column, j) => encode(column, levels[j]!, unknown)),
};
