import type { TaskDeclaration } from "../../specs/component.ts";
import { tasks } from "./tasks.decl.ts";

export const taskDeclarations: readonly TaskDeclaration[] = tasks;
