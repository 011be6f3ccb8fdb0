// The final values of all params: the file's default, then the profile, then `--set`, in rising order.
import type { Diagnostic, Span } from "../../specs/diagnostic.ts";
import type { Json } from "../../specs/json.ts";
import { didYouMean } from "../base/suggest.ts";
import type { Expr, Param } from "../syntax/ast.ts";
import { evaluateConstant } from "./constant.ts";
import { names } from "./names.diagnostics.ts";
import { paramValues } from "./param.diagnostics.ts";
import {
  fitConstant,
  isReference,
  PARAM_TYPES,
  type ParamType,
  printParamType,
  readJson,
  readText,
} from "./param-type.ts";
import type { Scopes } from "./symbols.ts";
import { nearHint } from "./unknown-name.ts";

export interface ParamValue {
  readonly value: Json;
  readonly type: string;
}

export interface ParamInput {
  readonly set: Readonly<Record<string, string>>;
  readonly profile: string | null;
  /** `{"<profile>": {"<param>": value}}`, as `pipec.profiles.json` holds it; null without such a file. */
  readonly profiles: Json;
  /** Where findings about the command line are shown: the start of the main file. */
  readonly start: Span;
}

/** By id; a param whose value is wrong is null. */
export type ParamValues = ReadonlyMap<string, ParamValue | null>;

export function resolveParams(
  scopes: Scopes,
  input: ParamInput,
  report: (diagnostic: Diagnostic) => void,
): ParamValues {
  const params = new Map<string, Param>();
  for (const scope of scopes.values())
    for (const symbol of scope.symbols.values()) if (symbol.kind === "param") params.set(symbol.id, symbol.param);
  const profile = readProfile(input, [...params.keys()], report);
  for (const name of Object.keys(input.set)) {
    if (params.has(name)) continue;
    const hint = nearHint(name, [...params.keys()], "declare it with `param`");
    report(names["unknown-set"](input.start, { name, hint }));
  }

  const values = new Map<string, ParamValue | null>();
  const inProgress = new Set<string>();
  const resolve = (id: string): ParamValue | null => {
    const known = values.get(id);
    const param = params.get(id);
    if (known !== undefined || param === undefined) return known ?? null;
    if (inProgress.has(id)) {
      const name = param.name.name;
      report(names.cycle(param.name.span, { name, path: `${[...inProgress].join(" -> ")} -> ${id}` }));
      return null;
    }
    inProgress.add(id);
    const value = valueOfParam(param, input.set[id], profile[id], resolveName, report);
    inProgress.delete(id);
    values.set(id, value);
    return value;
  };
  const resolveName = (file: string, name: string): ParamValue | null | undefined => {
    const symbol = scopes.get(file)?.symbols.get(name);
    return symbol?.kind === "param" ? resolve(symbol.id) : undefined;
  };
  for (const id of params.keys()) resolve(id);
  return values;
}

function valueOfParam(
  param: Param,
  set: string | undefined,
  profile: Json | undefined,
  resolveName: (file: string, name: string) => ParamValue | null | undefined,
  report: (diagnostic: Diagnostic) => void,
): ParamValue | null {
  const type = typeOf(param.type, report);
  if (type === null) return null;
  const name = param.name.name;
  const expected = printParamType(type);
  const typeName = type.kind === "one-of" ? "choice" : type.kind;
  const done = (value: Json, span: Span, shown: string, from: string): ParamValue | null => {
    if (value !== null) return { value, type: typeName };
    report(
      paramValues["param-value"](span, {
        name,
        value: shown,
        expected,
        hint: from === "" ? exampleOf(type) : `${from}; ${exampleOf(type)}`,
      }),
    );
    return null;
  };
  // The default is checked even when something outranks it: it is wrong whoever runs the spec.
  let fallback: ParamValue | null | undefined;
  if (param.value !== null) {
    const constant = evaluateConstant(param.value, resolveName);
    if (constant.kind === "broken") return null;
    if (constant.kind === "not-constant") {
      report(paramValues["param-not-constant"](constant.span, { name }));
      return null;
    }
    fallback = done(fitConstant(constant.constant, type), param.value.span, describe(constant.constant.value), "");
  }
  if (set !== undefined)
    return done(readText(set, type), param.name.span, `\`${set}\``, `given by \`--set ${name}=${set}\``);
  if (profile !== undefined)
    return done(readJson(profile, type), param.name.span, describe(profile), "given by the profile");
  if (fallback !== undefined) return fallback;
  report(paramValues["param-missing"](param.name.span, { name }));
  return null;
}

function typeOf(expr: Expr, report: (diagnostic: Diagnostic) => void): ParamType | null {
  if (expr.kind === "invalid") return null;
  if (expr.kind === "identifier") {
    const kind = PARAM_TYPES.find((type) => type === expr.name);
    if (kind !== undefined) return { kind };
    const hint = didYouMean(expr.name, PARAM_TYPES, "use one of these types");
    report(paramValues["param-type"](expr.span, { type: expr.name, hint }));
    return null;
  }
  if (expr.kind === "list") {
    const values = expr.items.flatMap((item) =>
      item.kind === "string" || item.kind === "int" || item.kind === "float" || item.kind === "bool"
        ? [item.value]
        : [],
    );
    if (values.length === expr.items.length && values.length > 0) return { kind: "one-of", values };
  }
  report(paramValues["param-type"](expr.span, { type: "this", hint: 'write a type, or `["fast", "good"]`' }));
  return null;
}

function exampleOf(type: ParamType): string {
  switch (type.kind) {
    case "int":
      return "an int is written like `30`";
    case "float":
      return "a float is written like `0.1` or `10%`";
    case "bool":
      return "write `true` or `false`";
    case "string":
      return 'text is written like `"north"`';
    case "duration":
      return "a duration is written like `24h` or `30d`";
    case "date":
      return "a date is written like `2024-01-31`";
    case "timestamp":
      return "a timestamp is written like `2024-01-31T06:00:00Z`";
    case "one-of":
      return "choose one of the listed values";
  }
}

function describe(value: Json): string {
  if (isReference(value)) return "a text that only the run knows (`env`, `secret`)";
  if (value !== null && typeof value === "object" && "months" in value) return "a duration";
  return `\`${typeof value === "string" ? `"${value}"` : JSON.stringify(value)}\``;
}

function readProfile(
  input: ParamInput,
  params: readonly string[],
  report: (diagnostic: Diagnostic) => void,
): Readonly<Record<string, Json>> {
  if (input.profile === null) return {};
  const profiles = asRecord(input.profiles);
  const profile = profiles[input.profile];
  if (profile === undefined) {
    const known = Object.keys(profiles);
    const hint = nearHint(
      input.profile,
      known,
      known.length === 0 ? "there is no `pipec.profiles.json`" : "add it there",
    );
    report(names["unknown-profile"](input.start, { name: input.profile, hint }));
    return {};
  }
  const values = asRecord(profile);
  for (const name of Object.keys(values)) {
    if (params.includes(name)) continue;
    const hint = nearHint(name, params, "remove it, or declare the param");
    report(names["profile-unknown-param"](input.start, { profile: input.profile, name, hint }));
  }
  return values;
}

function asRecord(value: Json): Readonly<Record<string, Json>> {
  return value !== null && typeof value === "object" && !isList(value) ? value : {};
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
