// What every elaborator of this phase receives. Nothing here is written to except through `report` and `brokenColumns`.
import type { ComponentDeclaration, Family } from "../../specs/component.ts";
import type { Diagnostic } from "../../specs/diagnostic.ts";
import type { Json } from "../../specs/json.ts";
import type { Declaration, Expr, Identifier } from "../syntax/ast.ts";
import type { DeclarationId, TypedDeclaration } from "./typed.ts";

/** What a bare name stands for in the module being elaborated. */
export type Meaning =
  | { readonly kind: "declaration"; readonly id: DeclarationId; readonly declaration: Declaration }
  /** A `param` with its final value (file, profile, `--set`), or a `let` of a plain expression, given as the expression it stands for. */
  | { readonly kind: "param"; readonly value: Json; readonly type: string }
  | { readonly kind: "let"; readonly expr: Expr }
  /** `import "…" as alias`. */
  | { readonly kind: "module"; readonly alias: string };

export interface TypeContext {
  readonly report: (diagnostic: Diagnostic) => void;
  readonly registry: RegistryIndex;
  /** Null when unknown; the caller reports (`names.unknownName` is exported for it). */
  readonly lookup: (name: Identifier) => Meaning | null;
  /** `alias.name` of an imported module. */
  readonly lookupIn: (alias: string, name: Identifier) => Meaning | null;
  /** The typed form of a declaration that this one uses; null when it had errors (then stay silent). */
  readonly typed: (id: DeclarationId) => TypedDeclaration | null;
  /** All names that could have been meant, for suggestions. */
  readonly visibleNames: () => readonly string[];
  /** Qualifies a name declared in the current module. */
  readonly qualify: (name: string) => DeclarationId;
  readonly seed: number;
  /**
   * Names of columns that had errors and are missing in their table for that reason. What would be said about such a
   * name only repeats the first message; `reportUnknownColumn` of check/column-scope.ts knows that.
   */
  readonly brokenColumns: Set<string>;
}

export interface RegistryIndex {
  readonly find: <F extends Family>(family: F, name: string) => Extract<ComponentDeclaration, { family: F }> | null;
  /** Families that have a component of this name, for "x is a model, not a transform". */
  readonly familiesOf: (name: string) => readonly Family[];
  readonly names: (family: Family) => readonly string[];
}
