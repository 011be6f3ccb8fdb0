// Models that stand in files: which files a recipe names, and from when on the author says that they have seen nothing.
import type { ComponentDeclaration, ModelDeclaration } from "../../specs/component.ts";
import type { Json } from "../../specs/json.ts";
import type { ModelSpec } from "../../specs/plan.ts";

/** Content by the path that the plan has for it. */
export type ModelFiles = Readonly<Record<string, Uint8Array>>;

export interface PretrainedPart {
  readonly component: string;
  readonly path: string;
  readonly until: Json;
}

export function pretrainedParts(
  spec: ModelSpec,
  declarations: readonly ComponentDeclaration[],
): readonly PretrainedPart[] {
  switch (spec.kind) {
    case "pipeline":
    case "combinator":
      return pretrainedParts(spec.model, declarations);
    case "choice":
      return spec.options.flatMap((option) => pretrainedParts(option, declarations));
    case "estimator": {
      const found = declarations.find(({ family, name }) => family === "model" && name === spec.component);
      const part = found?.family === "model" ? pretrainedPart(found, spec.params) : null;
      return part === null ? [] : [part];
    }
    default:
      return spec satisfies never;
  }
}

/** Null for models that are trained here. */
export function pretrainedPart(
  { name, pretrained }: ModelDeclaration,
  params: Readonly<Record<string, Json>>,
): PretrainedPart | null {
  if (pretrained === undefined) return null;
  const path = params[pretrained.file];
  return { component: name, path: typeof path === "string" ? path : "", until: params[pretrained.until] ?? null };
}

/** The first moment, in milliseconds, of which such a model can have seen nothing; a date means the whole day. Null: nothing is said. */
export function unseenFrom(until: Json): number | null {
  if (typeof until !== "string") return null;
  const isDate = /^\d{4}-\d\d-\d\d$/.test(until);
  const moment = Date.parse(isDate ? `${until}T00:00:00Z` : until);
  if (Number.isNaN(moment)) return null;
  return isDate ? moment + 86_400_000 : moment + 1;
}
