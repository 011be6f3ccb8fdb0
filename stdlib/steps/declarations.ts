// Table steps of this version: those that the plan has an operation for.
import type { TableStepDeclaration } from "../../specs/component.ts";
import { rowStepDeclarations } from "./row-steps.decl.ts";
import { shapeStepDeclarations } from "./shape-steps.decl.ts";
import { sqlStepDeclarations } from "./sql-step.decl.ts";
import { tableStepDeclarations } from "./table-steps.decl.ts";
import { timeStepDeclarations } from "./time-steps.decl.ts";

export const stepDeclarations: readonly TableStepDeclaration[] = [
  ...rowStepDeclarations,
  ...tableStepDeclarations,
  ...timeStepDeclarations,
  ...shapeStepDeclarations,
  ...sqlStepDeclarations,
];
