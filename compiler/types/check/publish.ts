// `publish x = champion { alias: production, when: final.mae < final.baseline.mae }`.
import type { Json } from "../../../specs/json.ts";
import { map, string } from "../../../specs/parameter.ts";
import type { Declaration } from "../../syntax/ast.ts";
import { meaningOf } from "../arguments/constant.ts";
import type { TypeContext } from "../context.ts";
import type { TypedPublish } from "../typed.ts";
import { type Clauses, clauseJson, readClauses } from "./clauses.ts";
import { baseOf, refuseParts } from "./declaration-parts.ts";
import { elaborateFitted, requireSingle } from "./fitted.ts";
import { elaborateResult } from "./result.ts";

const CLAUSES = {
  alias: string({ doc: "The alias that is moved to the new version.", default: null }),
  description: string({ doc: "What the model is for.", default: null }),
  tags: map(string({ doc: "" }), { doc: "Names and texts to find the version by.", default: {} }),
};
const FORM = { names: ["alias", "when", "description", "tags"], example: "alias: production" };

export function elaboratePublish(declaration: Declaration, context: TypeContext): TypedPublish | null {
  refuseParts(declaration, { on: "a fitted value knows its rows" }, context);
  const fitted = elaborateFitted(declaration.value, context);
  const clauses = readClauses(declaration, FORM, context);
  const alias = aliasOf(clauses, declaration, context);
  const condition = clauses.get("when");
  const when = condition === undefined ? null : elaborateResult(condition.value, context);
  if (fitted === null) return null;
  requireSingle(fitted, "publish it", context);
  const description = clauseJson(clauses, "description", CLAUSES.description, declaration, context);
  return {
    kind: "publish",
    ...baseOf(declaration, context),
    fitted,
    alias,
    when,
    description: typeof description === "string" ? description : null,
    tags: textsOf(clauseJson(clauses, "tags", CLAUSES.tags, declaration, context)),
  };
}

/** A word or a string; a param or let of that name comes first. */
function aliasOf(clauses: Clauses, declaration: Declaration, context: TypeContext): string | null {
  const clause = clauses.get("alias");
  const { value } = clause ?? {};
  const stands = value?.kind === "identifier" ? meaningOf(value, context) : null;
  if (value?.kind === "identifier" && stands?.kind !== "param" && stands?.kind !== "let") return value.name;
  const alias = clauseJson(clauses, "alias", CLAUSES.alias, declaration, context);
  return typeof alias === "string" ? alias : null;
}

function textsOf(json: Json): Readonly<Record<string, string>> {
  if (typeof json !== "object" || json === null || Array.isArray(json)) return {};
  return Object.fromEntries(
    Object.entries(json).flatMap(([name, text]) => (typeof text === "string" ? [[name, text]] : [])),
  );
}
