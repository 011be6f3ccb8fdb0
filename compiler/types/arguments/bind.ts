// Which argument goes to which parameter: by name or alias, by position, or all the rest to a variadic one.
import type { Span } from "../../../specs/diagnostic.ts";
import type { Parameter, Parameters } from "../../../specs/parameter.ts";
import { joinNames } from "../../base/suggest.ts";
import { nearHint } from "../../names/unknown-name.ts";
import type { Arg } from "../../syntax/ast.ts";
import type { TypeContext } from "../context.ts";
import { params as messages } from "../param.diagnostics.ts";
import { describeKind } from "./describe.ts";

export interface Bound {
  /** By the parameter's own name; several only for a variadic parameter. */
  readonly args: ReadonlyMap<string, readonly Arg[]>;
  /** Something was wrong and is reported. */
  readonly broken: boolean;
}

export interface Callee {
  readonly component: string;
  readonly params: Parameters;
  readonly span: Span;
  readonly nameSpan: Span;
  /** Parameters that the caller has taken out and binds itself; messages list them with the others. */
  readonly others?: readonly string[];
}

/** Reports unknown, duplicate, surplus and missing arguments. `optional`: parameters that may be left out here. */
export function bindArguments(
  callee: Callee,
  args: readonly Arg[],
  context: TypeContext,
  optional: ReadonlySet<string> = new Set(),
): Bound {
  const names = Object.keys(callee.params);
  const bound = new Map<string, Arg[]>();
  let broken = false;
  let position = 0;
  let surplus = false;
  for (const arg of args) {
    const name = arg.name === null ? positional(names, position, callee.params) : named(arg.name.name, callee.params);
    if (name === null) {
      broken = true;
      // Everything after the first surplus argument is the same mistake.
      if (arg.name !== null || !surplus) reportUnbound(callee, arg, names, context);
      surplus ||= arg.name === null;
      continue;
    }
    const variadic = callee.params[name]?.variadic === true;
    if (arg.name === null && !variadic) position++;
    const before = bound.get(name);
    if (before === undefined) bound.set(name, [arg]);
    else if (variadic && arg.name === null) before.push(arg);
    else {
      broken = true;
      context.report(messages.duplicate(arg.name?.span ?? arg.span, { name }));
    }
  }
  for (const [name, parameter] of Object.entries(callee.params)) {
    if (!parameter.required || bound.has(name) || optional.has(name)) continue;
    // A name that was misspelt is most likely the missing one.
    if (args.some((arg) => arg.name !== null && named(arg.name.name, callee.params) === null)) continue;
    broken = true;
    const holes = {
      component: callee.component,
      name,
      doc: sentence(parameter.doc),
      example: example(name, parameter),
    };
    context.report(messages.missing(callee.nameSpan, holes));
  }
  return { args: bound, broken };
}

function positional(names: readonly string[], position: number, parameters: Parameters): string | null {
  return names[position] ?? names.find((name) => parameters[name]?.variadic === true) ?? null;
}

function named(written: string, parameters: Parameters): string | null {
  if (Object.hasOwn(parameters, written)) return written;
  return Object.keys(parameters).find((name) => parameters[name]?.aliases.includes(written)) ?? null;
}

function reportUnbound(callee: Callee, arg: Arg, names: readonly string[], context: TypeContext): void {
  const { component } = callee;
  const all = [...(callee.others ?? []), ...names];
  const listed = all.length === 0 ? "it takes no parameters" : `it takes ${joinNames(all, "and")}`;
  if (arg.name !== null) {
    const near = nearHint(arg.name.name, all, "");
    const hint = near.startsWith("did") ? `${near} ${listed}` : listed;
    context.report(messages.unknown(arg.name.span, { component, name: arg.name.name, hint }));
    return;
  }
  const count = all.length === 0 ? "no arguments" : `at most ${all.length} argument${all.length === 1 ? "" : "s"}`;
  const parameters = all.length === 0 ? "there are none" : joinNames(all, "and");
  context.report(messages["too-many"](arg.span, { component, count, parameters }));
}

/** Docs end with a full stop, messages do not. */
/** A documentation text as the why of a message: lower-case start (unless the first word is a symbol), no full stop. */
export const sentence = (doc: string): string =>
  doc.replace(/\.$/, "").replace(/^[A-Z](?=[a-z]|\s)/, (letter) => letter.toLowerCase());

function example(name: string, parameter: Parameter): string {
  const { kind } = parameter;
  const first = kind.kind === "any-of" ? kind.options[0] : kind;
  switch (first?.kind) {
    case "int":
      return `${name}: ${Math.max(first.min, Math.min(first.max, 10))}`;
    case "float":
      return `${name}: 0.5`;
    case "duration":
      return `${name}: 24h`;
    case "amount":
      return `${name}: 20%`;
    case "enum":
      return `${name}: ${first.values[0]}`;
    case "string":
      return `${name}: "..."`;
    default:
      return `${name}: ...\` with ${describeKind(kind)}, for \`${name}`;
  }
}
