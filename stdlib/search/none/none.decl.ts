import type { PrunerDeclaration } from "../../../specs/component.ts";

export const none = {
  family: "pruner",
  name: "none",
  doc: "Runs every trial to its end.",
  params: {},
} as const satisfies PrunerDeclaration;
