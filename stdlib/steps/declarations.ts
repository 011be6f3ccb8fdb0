// Table steps of this version: those that the plan has an operation for.
import type { TableStepDeclaration } from "../../specs/component.ts";
import { rowStepDeclarations } from "./row-steps.decl.ts";
import { tableStepDeclarations } from "./table-steps.decl.ts";

export const stepDeclarations: readonly TableStepDeclaration[] = [...rowStepDeclarations, ...tableStepDeclarations];
