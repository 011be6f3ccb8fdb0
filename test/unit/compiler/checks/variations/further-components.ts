// Components that a plugin could add, so that the checks are tried on effects that the standard library may not have yet.
import type { ComponentDeclaration, Registry, TransformDeclaration } from "../../../../../specs/component.ts";
import { amount, int } from "../../../../../specs/parameter.ts";
import { standardLibrary } from "../../../../../stdlib/declarations.ts";

const transform = {
  family: "transform",
  doc: "A transform of a plugin.",
  params: {},
  accepts: ["int", "float"],
  learns: "features",
  rows: "map",
  copies: false,
  outOfFold: false,
  causal: true,
  monotone: false,
  invertible: false,
  output: "same",
  acceptsMissing: true,
} as const satisfies Omit<TransformDeclaration, "name">;

const ADDED: readonly ComponentDeclaration[] = [
  { ...transform, name: "plugin_select", learns: "features+target" },
  { ...transform, name: "plugin_reduce" },
  { ...transform, name: "plugin_neighbours", fillsMissing: true },
  { ...transform, name: "plugin_smote", learns: "features+target", rows: "resample", copies: true },
  { ...transform, name: "plugin_flip", learns: "nothing", rows: "resample", copies: true },
  { ...transform, name: "plugin_hash", learns: "nothing" },
  { ...transform, name: "plugin_norm", learns: "nothing" },
  { ...transform, name: "plugin_smooth", learns: "nothing", causal: false },
  { ...transform, name: "plugin_decay", learns: "nothing" },
  {
    ...transform,
    name: "plugin_encode",
    accepts: ["string", "category"],
    learns: "features+target",
    encodesTarget: true,
    output: "numeric",
  },
  {
    family: "table-step",
    name: "plugin_windows",
    doc: "One row per window of rows.",
    params: { length: int({ doc: "Rows.", min: 1 }) },
    rows: "window",
    copies: true,
    reach: { kind: "window", length: "length" },
  },
  {
    family: "table-step",
    name: "plugin_bins",
    doc: "One row per bin of time, at its start.",
    params: { every: amount({ doc: "Length." }) },
    rows: "map",
    copies: false,
    reach: { kind: "suffix" },
  },
];

export const withPlugins: Registry = { components: [...standardLibrary.components, ...ADDED] };
