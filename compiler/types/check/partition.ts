// Partitions of a split: `cv.train`, `cv.inner.val`, `alias.cv.test`.
import type { PartitionName } from "../../../specs/plan.ts";
import { joinNames } from "../../base/suggest.ts";
import { nearHint, unknownName } from "../../names/unknown-name.ts";
import type { Expr } from "../../syntax/ast.ts";
import { describeExpr } from "../arguments/describe.ts";
import type { Meaning, TypeContext } from "../context.ts";
import { declarations } from "../declaration.diagnostics.ts";
import type { PartitionTerm, SplitTerm } from "../typed.ts";

const PARTITIONS: readonly PartitionName[] = ["train", "val", "test", "dev", "all", "calib"];
const partitionName = (name: string): PartitionName | null => PARTITIONS.find((part) => part === name) ?? null;

/** The names along a member expression, `a.b.c`; null when it holds anything else. */
export function memberPath(expr: Expr): readonly Extract<Expr, { readonly kind: "identifier" }>[] | null {
  if (expr.kind === "paren") return memberPath(expr.inner);
  if (expr.kind === "identifier") return [expr];
  if (expr.kind !== "member") return null;
  const path = memberPath(expr.object);
  return path === null ? null : [...path, expr.name];
}

/** A declaration at the beginning of a path, and the names after it. */
export function rootOf(
  expr: Expr,
  context: TypeContext,
): {
  readonly root: Extract<Meaning, { readonly kind: "declaration" }>;
  readonly rest: readonly Extract<Expr, { readonly kind: "identifier" }>[];
} | null {
  const path = memberPath(expr);
  const [first, second] = path ?? [];
  if (path === null || first === undefined) return null;
  const meaning = context.lookup(first);
  if (meaning?.kind === "declaration") return { root: meaning, rest: path.slice(1) };
  if (meaning?.kind !== "module" || second === undefined) return null;
  const inner = context.lookupIn(meaning.alias, second);
  return inner?.kind === "declaration" ? { root: inner, rest: path.slice(2) } : null;
}

/** Null after a message. */
export function elaboratePartition(expr: Expr, context: TypeContext): PartitionTerm | null {
  if (expr.kind === "invalid") return null;
  const path = memberPath(expr);
  const root = rootOf(expr, context);
  if (root === null || root.root.declaration.of !== "split") {
    reportNoPartition(expr, path, root?.root ?? null, context);
    return null;
  }
  const typed = context.typed(root.root.id);
  if (typed?.kind !== "split") return null;
  return partitionOf(expr, root.root.id, typed.split, root.rest, context);
}

function partitionOf(
  expr: Expr,
  id: string,
  split: SplitTerm,
  rest: readonly Extract<Expr, { readonly kind: "identifier" }>[],
  context: TypeContext,
): PartitionTerm | null {
  const [first, second, third] = rest;
  const allowed = membersOf(split);
  const fail = (at: Expr, name: string, reason: string, hint: string): null => {
    context.report(declarations["no-partition"](at.span, { split: id, name, reason, hint }));
    return null;
  };
  const listed = `it has ${joinNames(
    allowed.map((name) => `${id}.${name}`),
    "and",
  )}`;
  if (first === undefined) {
    const holes = {
      what: `\`${id}\``,
      found: "a split",
      expected: "one of its partitions",
      reason: "a split has several partitions, and rows must be named",
      hint: listed,
    };
    context.report(declarations["wrong-kind"](expr.span, holes));
    return null;
  }
  const isInner = first.name === "inner";
  const named = isInner ? second : first;
  const extra = isInner ? third : second;
  if (isInner && split.inner === null)
    return fail(first, "inner", "only a `nested(outer, inner)` split has inner partitions", listed);
  if (named === undefined) return fail(first, "inner", "the inner split has several partitions", listed);
  if (extra !== undefined)
    return fail(extra, `${named.name}.${extra.name}`, "a partition has no further parts", listed);
  const of = isInner && split.inner !== null ? split.inner : split;
  const part = partitionName(named.name);
  if (part !== null && of.parts.includes(part))
    return {
      split: id,
      part: isInner ? `inner.${part}` : part,
      folded: isFolded(part, isInner, split),
      span: expr.span,
    };
  const written = isInner ? `inner.${named.name}` : named.name;
  if (part !== null) return fail(named, written, whyAbsent(part, of), `${listed}; or give the split \`${part}: 20%\``);
  const hint = nearHint(named.name, of.parts, listed);
  return fail(named, written, "partitions are the parts that the split cuts", hint);
}

/** `test`, `dev` and `all` exist once; inside an outer fold every inner part belongs to that fold. */
function isFolded(part: PartitionName, isInner: boolean, split: SplitTerm): boolean {
  if (isInner) return split.folded || (split.inner?.folded === true && isPerFold(part));
  return split.folded && isPerFold(part);
}

const isPerFold = (part: PartitionName): boolean => part === "train" || part === "val" || part === "calib";

function whyAbsent(part: PartitionName, split: SplitTerm): string {
  switch (part) {
    case "val":
      return `\`${split.declaration.name}\` without \`val:\` keeps all rows before the test for training`;
    case "test":
      return "without `test:` no rows are sealed";
    case "calib":
      return "without `calib:` no rows are kept for calibration";
    default:
      return "the split does not cut this part";
  }
}

function membersOf(split: SplitTerm): readonly string[] {
  const inner = split.inner?.parts.map((part) => `inner.${part}`) ?? [];
  return [...split.parts, ...inner];
}

function reportNoPartition(
  expr: Expr,
  path: readonly Extract<Expr, { readonly kind: "identifier" }>[] | null,
  root: Extract<Meaning, { readonly kind: "declaration" }> | null,
  context: TypeContext,
): void {
  const first = path?.[0];
  const meaning = first === undefined ? null : context.lookup(first);
  if (meaning?.kind === "let") return;
  if (first !== undefined && meaning === null) {
    context.report(unknownName(first, context.visibleNames()));
    return;
  }
  const found =
    root === null ? "not a partition" : `${/^[aeiou]/.test(root.declaration.of) ? "an" : "a"} ${root.declaration.of}`;
  const what = root === null ? describeExpr(expr) : `\`${first?.name ?? root.id}\``;
  const hint = "write a split and one of its parts, for example `cv.train`";
  const reason = "rows are named by the partition of a split that holds them";
  context.report(declarations["wrong-kind"](expr.span, { what, found, expected: "a partition", reason, hint }));
}
