import type { SplitDeclaration } from "../../specs/component.ts";
import { givenSplitDeclarations } from "./given-splits.decl.ts";
import { rowSplitDeclarations } from "./row-splits.decl.ts";
import { timeSplitDeclarations } from "./time-splits.decl.ts";

export const splitDeclarations: readonly SplitDeclaration[] = [
  ...timeSplitDeclarations,
  ...rowSplitDeclarations,
  ...givenSplitDeclarations,
];
