// The annotations of a column in a schema block: which exist, what they take, and the role that each one gives.
import type { ColumnType, Duration, Roles } from "../../../specs/data-type.ts";
import { didYouMean, joinNames } from "../../base/suggest.ts";
import type { Annotation, Arg, Expr } from "../../syntax/ast.ts";
import type { TypeContext } from "../context.ts";
import { printType } from "../print-type.ts";
import { schemas } from "../schema.diagnostics.ts";
import { isMoment, isNumeric } from "../unify.ts";
import { literalOf } from "./constant-argument.ts";

type ArgumentKind = "duration" | "duration-or-none" | "bool" | "string" | "column";
type Value = Duration | boolean | string;

interface AnnotationSpec {
  readonly form: string;
  /** In positional order. */
  readonly args: Readonly<Record<string, { readonly kind: ArgumentKind; readonly required: boolean }>>;
  /** What the column must be; null accepts all. */
  readonly needs: { readonly text: string; readonly holds: (type: ColumnType) => boolean } | null;
  readonly role: (args: Readonly<Record<string, Value>>) => Roles;
}

const optional = (kind: ArgumentKind) => ({ kind, required: false });
const required = (kind: ArgumentKind) => ({ kind, required: true });
const isDuration = (value: Value | undefined): value is Duration => typeof value === "object";
const isScalarMoment = (type: ColumnType): boolean => isMoment(type.kind) && type.shape.length === 0;

const MOMENT = { text: "a `timestamp` or `date` column", holds: isScalarMoment };
const ORDERING = {
  text: "a `timestamp` or `date` column without `?`, because rows without a time have no order",
  holds: (type: ColumnType) => isScalarMoment(type) && !type.nullable,
};
const NUMBER = {
  text: "an `int` or `float` column",
  holds: (type: ColumnType) => isNumeric(type.kind) && type.shape.length === 0,
};
const SCALAR = { text: "a single value, not a tensor", holds: (type: ColumnType) => type.shape.length === 0 };

const flag = (name: string, role: Roles): AnnotationSpec => ({
  form: `@${name}`,
  args: {},
  needs: null,
  role: () => role,
});

const ANNOTATIONS: Readonly<Record<string, AnnotationSpec>> = {
  time: {
    form: '@time(every: 1h, zone: "UTC")',
    args: { every: optional("duration"), zone: optional("string") },
    needs: ORDERING,
    role: ({ every, zone }) => ({
      time: { ...(isDuration(every) ? { every } : {}), ...(typeof zone === "string" ? { zone } : {}) },
    }),
  },
  known_at: { form: "@known_at", args: {}, needs: MOMENT, role: () => ({ knownAt: true }) },
  delay: {
    form: "@delay(2d)",
    args: { delay: required("duration-or-none") },
    needs: null,
    role: ({ delay }) => (isDuration(delay) ? { delay } : {}),
  },
  series: { form: "@series", args: {}, needs: SCALAR, role: () => ({ series: true }) },
  entity: {
    form: "@entity(unique: false)",
    args: { unique: optional("bool") },
    needs: SCALAR,
    role: ({ unique }) => ({ entity: { unique: unique === true } }),
  },
  group: { form: "@group", args: {}, needs: SCALAR, role: () => ({ group: true }) },
  target: {
    form: "@target(delay: 90d)",
    args: { delay: optional("duration") },
    needs: null,
    role: ({ delay }) => ({ target: isDuration(delay) ? { delay } : {} }),
  },
  known: flag("known", { known: true }),
  forecast_of: {
    form: "@forecast_of(x, issued: col)",
    args: { column: required("column"), issued: required("column") },
    needs: null,
    role: ({ column, issued }) =>
      typeof column === "string" && typeof issued === "string" ? { forecastOf: { column, issued } } : {},
  },
  posthoc: flag("posthoc", { posthoc: true }),
  id: flag("id", { id: true }),
  weight: { form: "@weight", args: {}, needs: NUMBER, role: () => ({ weight: true }) },
  ignore: flag("ignore", { ignore: true }),
  pii: flag("pii", { pii: true }),
  protected: flag("protected", { protected: true }),
};

/** The roles of a column from its annotations. Wrong ones are reported and left out. */
export function elaborateAnnotations(
  annotations: readonly Annotation[],
  column: string,
  type: ColumnType,
  context: TypeContext,
): Roles {
  let roles: Roles = {};
  const seen = new Set<string>();
  for (const annotation of annotations) {
    const { name } = annotation;
    const spec = findAnnotation(annotation, context);
    if (spec === null) continue;
    if (seen.has(name.name)) {
      const reason = "an annotation says one thing about a column, once";
      context.report(schemas["annotation-repeated"](annotation.span, { name: name.name, column, reason }));
      continue;
    }
    seen.add(name.name);
    if (spec.needs !== null && !spec.needs.holds(type)) {
      const holes = { name: name.name, type: printType(type), expected: spec.needs.text };
      context.report(schemas["annotation-type"](annotation.span, holes));
      continue;
    }
    const args = readArguments(annotation, spec, context);
    if (args !== null) roles = { ...roles, ...spec.role(args) };
  }
  return roles;
}

/** All that can be said about the annotations of a column whose type is wrong. */
export function reportUnknownAnnotations(annotations: readonly Annotation[], context: TypeContext): void {
  for (const annotation of annotations) findAnnotation(annotation, context);
}

/** Null after a message. */
function findAnnotation({ name }: Annotation, context: TypeContext): AnnotationSpec | null {
  const spec = Object.hasOwn(ANNOTATIONS, name.name) ? ANNOTATIONS[name.name] : undefined;
  if (spec !== undefined) return spec;
  const known = Object.keys(ANNOTATIONS).map((one) => `@${one}`);
  const hint = didYouMean(`@${name.name}`, known, `known: ${joinNames(known, "and")}`);
  context.report(schemas["unknown-annotation"](name.span, { name: name.name, hint }));
  return null;
}

function readArguments(
  annotation: Annotation,
  spec: AnnotationSpec,
  context: TypeContext,
): Readonly<Record<string, Value>> | null {
  const names = Object.keys(spec.args);
  const name = annotation.name.name;
  const fail = (span: Expr["span"], problem: string, hint: string): null => {
    context.report(schemas["annotation-argument"](span, { name, problem, form: spec.form, hint }));
    return null;
  };
  const values: Record<string, Value> = {};
  let position = 0;
  for (const arg of annotation.args) {
    const key = arg.name?.name ?? names[position++];
    const wanted = key === undefined ? undefined : spec.args[key];
    if (key === undefined || wanted === undefined) {
      const given = arg.name?.name;
      const problem = given === undefined ? "takes fewer arguments" : `has no argument \`${given}\``;
      const listed = names.length === 0 ? "it takes no arguments" : `it takes ${joinNames(names, "and")}`;
      return fail(arg.name?.span ?? arg.span, problem, given === undefined ? listed : didYouMean(given, names, listed));
    }
    if (key in values) return fail(arg.span, `gets \`${key}\` twice`, "remove one of the two");
    const value = readValue(arg, wanted.kind, context);
    if (value === "broken") return null;
    if (value === null)
      return fail(arg.value.span, `needs ${EXPECTED[wanted.kind]} for \`${key}\``, hintFor(arg, wanted.kind));
    values[key] = value;
  }
  const missing = names.find((one) => spec.args[one]?.required === true && !(one in values));
  if (missing !== undefined) return fail(annotation.span, `lacks \`${missing}\``, `write it like \`${spec.form}\``);
  return values;
}

const EXPECTED: Record<ArgumentKind, string> = {
  duration: "a duration above 0",
  "duration-or-none": "a duration, `0s` for a value that is published at once",
  bool: "`true` or `false`",
  string: "a text in quotes",
  column: "the name of a column",
};

function readValue(arg: Arg, kind: ArgumentKind, context: TypeContext): Value | "broken" | null {
  if (kind === "column") {
    if (arg.value.kind === "invalid") return "broken";
    return arg.value.kind === "identifier" ? arg.value.name : null;
  }
  const literal = literalOf(arg.value, context);
  if (literal === "broken") return "broken";
  if (literal === "not-constant" || literal.literal.kind !== (kind === "duration-or-none" ? "duration" : kind))
    return null;
  const value = literal.literal;
  if (value.kind === "duration") {
    const { months, milliseconds } = value;
    const isEnough = kind === "duration" ? months + milliseconds > 0 : months + milliseconds >= 0;
    return isEnough ? { months, milliseconds } : null;
  }
  return value.kind === "bool" || value.kind === "string" ? value.value : null;
}

function hintFor(arg: Arg, kind: ArgumentKind): string {
  if ((kind === "duration" || kind === "duration-or-none") && arg.value.kind === "int")
    return `add a unit, for example \`${arg.value.text}h\` or \`${arg.value.text}d\``;
  return `give ${EXPECTED[kind]}`;
}
