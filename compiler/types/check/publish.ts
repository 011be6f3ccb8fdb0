// Publications: a fitted value under a name, when a condition over results holds.
import type { Json } from "../../../specs/json.ts";
import type { Declaration } from "../../syntax/ast.ts";
import type { TypeContext } from "../context.ts";
import type { TypedPublish } from "../typed.ts";
import { clauseSite, readClauses } from "./clauses.ts";
import { baseOf, refuseParts } from "./declaration-parts.ts";
import { elaborateFitted } from "./fitted.ts";
import { requireSingle } from "./fitted-value.ts";
import { elaborateResult } from "./result.ts";
import { elaborateWord } from "./words.ts";

const FORM = {
  names: {
    alias: "the name under which the version is found, such as `production`",
    when: "the condition under which it is published",
    description: "a text for people",
    tags: "names and texts that are kept with the version",
  },
  example: "alias: production",
} as const;

export function elaboratePublish(declaration: Declaration, context: TypeContext): TypedPublish | null {
  refuseParts(declaration, { on: "a fitted value already has its rows" }, context);
  const clauses = readClauses(declaration, FORM, context);
  const fitted = elaborateFitted(declaration.value, context);
  const aliasExpr = clauses.get("alias");
  const site = clauseSite("publish", "alias", FORM.names.alias, null, context);
  const alias = aliasExpr === null ? null : elaborateWord(aliasExpr, site);
  const whenExpr = clauses.get("when");
  const when = whenExpr === null ? null : elaborateResult(whenExpr, context);
  const description = clauses.json("description", { kind: "string" });
  const tags = clauses.json("tags", { kind: "map", of: { kind: "value" } });
  if (fitted === null) return null;
  requireSingle(fitted, "publish it", context);
  return {
    kind: "publish",
    ...baseOf(declaration, context),
    fitted,
    alias,
    when,
    description: typeof description === "string" ? description : null,
    tags: textsOf(tags ?? null),
  };
}

function textsOf(json: Json): Readonly<Record<string, string>> {
  if (json === null || typeof json !== "object" || Array.isArray(json)) return {};
  return Object.fromEntries(
    Object.entries(json).map(([name, value]) => [name, typeof value === "string" ? value : JSON.stringify(value)]),
  );
}
