import type { RuleDeclaration } from "../../specs/component.ts";
import { rules } from "./rules.decl.ts";

export const ruleDeclarations: readonly RuleDeclaration[] = rules;
