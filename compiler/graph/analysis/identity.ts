// Columns that name their row or the thing it is about in another form: `id + 0`, a cast, a text put around it. A model
// learns them by heart as it does the identifier itself.
import type { Roles } from "../../../specs/data-type.ts";
import { assertNever } from "../../base/invariant.ts";
import type { TypedExpression } from "../../types/typed.ts";
import type { BaseColumn, Identity, TableLineage } from "./lineage.ts";
import { stepsOf } from "./window-reach.ts";

type Call = Extract<TypedExpression, { kind: "call" }>;

export function identityOfSource(base: BaseColumn): Identity | null {
  return identifyingRole(base.roles) === null ? null : { base, key: `${base.origin}\0${base.column}` };
}

/** What a column that names something is, in words. */
export function identifyingRole(roles: Roles): string | null {
  if (roles.id === true) return "an identifier (`@id`)";
  if (roles.entity !== undefined) return "what rows are about (`@entity`)";
  if (roles.group === true) return "a group of rows (`@group`)";
  if (roles.time !== undefined) return "the time of the row (`@time`)";
  return null;
}

export interface IdentityScope {
  readonly table: TableLineage;
  /** In `aggregate`: the key columns, which have one value in a group. */
  readonly by: readonly string[] | null;
}

/**
 * The identifier that is all that an expression tells. Made of nothing else, by functions that do not declare that they lose
 * it; the distance between two (`ticket - lag(ticket, 1)`, time since the last visit) names neither.
 */
export function identityOf(expression: TypedExpression, scope: IdentityScope): Identity | null {
  switch (expression.kind) {
    case "literal":
      return null;
    case "column":
      return scope.table.get(expression.name)?.identity ?? null;
    case "case": {
      const values = expression.branches.map(({ then }) => then);
      return commonOf(expression.otherwise === null ? values : [...values, expression.otherwise], scope);
    }
    case "call":
      return identityOfCall(expression, scope);
    default:
      return assertNever(expression);
  }
}

function identityOfCall(call: Call, scope: IdentityScope): Identity | null {
  const { identity, picks, reach, role } = call.function;
  if (isLost(call) || call.type.kind === "bool") return null;
  if (role === "aggregate") {
    const [first] = call.args;
    const isKey = first?.kind === "column" && scope.by?.includes(first.name) === true;
    return isKey && picks === true ? identityOf(first, scope) : null;
  }
  if (reach.kind === "lag" || reach.kind === "lead") {
    const own = call.args[0] === undefined ? null : identityOf(call.args[0], scope);
    const rows = stepsOf(call, reach.by, null).map(({ rows: count, milliseconds, months }) => [
      count,
      months,
      milliseconds,
    ]);
    return own === null ? null : { ...own, key: `${own.key}\0${reach.kind} ${JSON.stringify(rows)}` };
  }
  if (reach.kind !== "row") return null;
  if (picks === true)
    return commonOf(
      call.args.filter(({ type }) => sameKind(type.kind, call.type.kind)),
      scope,
    );
  const parts = call.args.filter((arg) => arg.kind !== "literal");
  if (identity === "each") return parts.map((part) => identityOf(part, scope)).find((one) => one !== null) ?? null;
  return commonOf(parts, scope) ?? (identity === "mixed" ? mixedIn(parts, scope) : null);
}

function isLost({ function: { identity, arguments: names }, args }: Call): boolean {
  if (identity === undefined || identity === "each" || identity === "mixed") return false;
  if (identity === "lost") return true;
  const given = args[names.findIndex(({ name }) => name === identity.beyond)];
  if (given?.kind !== "literal" || (given.literal.kind !== "int" && given.literal.kind !== "float")) return true;
  return Math.abs(given.literal.value) <= identity.most;
}

/** The number that names a row or a thing, counted with: unless another identifier goes in too, whose distance may mean something. */
function mixedIn(parts: readonly TypedExpression[], scope: IdentityScope): Identity | null {
  const named = parts.flatMap((part) => identityOf(part, scope) ?? []);
  const [first] = named;
  if (first === undefined || named.some(({ key }) => key !== first.key)) return null;
  const { id, entity } = first.base.roles;
  if (id !== true && entity === undefined) return null;
  const others = parts.filter((part) => identityOf(part, scope) === null);
  return others.some((part) => readsIdentifier(part, scope)) ? null : first;
}

function readsIdentifier(expression: TypedExpression, scope: IdentityScope): boolean {
  switch (expression.kind) {
    case "literal":
      return false;
    case "column": {
      const uses = scope.table.get(expression.name)?.uses ?? [];
      return uses.some(({ base }) => base !== null && identifyingRole(base.roles) !== null);
    }
    case "case": {
      const values = expression.branches.flatMap(({ when, then }) => [when, then]);
      return [...values, ...(expression.otherwise === null ? [] : [expression.otherwise])].some((one) =>
        readsIdentifier(one, scope),
      );
    }
    case "call":
      return expression.args.some((one) => readsIdentifier(one, scope));
    default:
      return assertNever(expression);
  }
}

/** A category and a text, an int and a float may stand for each other; the condition of an `if` is no value. */
const sameKind = (a: string, b: string): boolean => a === b || (a !== "bool" && b !== "bool");

/** One identifier for all parts that are no constants, or none. */
function commonOf(parts: readonly TypedExpression[], scope: IdentityScope): Identity | null {
  const found = parts.filter(({ kind }) => kind !== "literal").map((part) => identityOf(part, scope));
  const [first] = found;
  return first !== undefined && first !== null && found.every((one) => one?.key === first.key) ? first : null;
}
