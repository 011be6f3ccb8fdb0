import type { TransformImplementation } from "../../../runtime/component.ts";
import { type CategoryColumn, type NumberColumn, sharedFloats } from "../../../runtime/frame/frame.ts";
import { murmurHash } from "../../../runtime/numeric/murmur-hash.ts";
import { requireLevels } from "../level-columns.ts";
import type { HashEncodeParams } from "./hash-encode.decl.ts";

export type HashEncodeState = null;

function encode(column: CategoryColumn, { bins, signed }: HashEncodeParams): readonly NumberColumn[] {
  const hashes = column.levels.map((level) => murmurHash(level, 0));
  const outputs = Array.from({ length: bins }, () => sharedFloats(column.codes.length));
  column.codes.forEach((code, row) => {
    if (code < 0) return;
    const hash = hashes[code]!;
    outputs[Math.abs(hash) % bins]![row] = signed && hash < 0 ? -1 : 1;
  });
  return outputs.map((values, bin) => ({ kind: "number", name: `${column.name}=hash_${bin}`, type: "float", values }));
}

export const hashEncodeImplementation: TransformImplementation<HashEncodeParams, HashEncodeState> = {
  fit: () => null,
  apply: (columns, _state, params) => columns.flatMap((column) => encode(requireLevels(column), params)),
};
