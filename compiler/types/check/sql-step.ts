// `sql("...", reach:, fits:, columns:)`: the compiler does not read SQL. It goes by what the step declares, and the run holds
// the query to it, parsed by the data engine.
import {
  type Column,
  type ColumnType,
  findColumn,
  type Roles,
  type ScalarKind,
  type Schema,
  scalar,
} from "../../../specs/data-type.ts";
import type { Json } from "../../../specs/json.ts";
import type { TypeContext } from "../context.ts";
import { params } from "../param.diagnostics.ts";
import { tables } from "../table.diagnostics.ts";
import type { ComponentCall, TableTerm } from "../typed.ts";
import { overOf } from "./column-scope.ts";
import { type Stepped, stepBase } from "./column-steps.ts";
import { declaredCall, isDuration, jsonOf } from "./declared-step.ts";
import type { StepCall } from "./step-arguments.ts";

const FORM = 'sql("SELECT ..., x + 1 AS y FROM input", reach: 0s, fits: false, columns: {y: "float"})';

export function elaborateSql(call: StepCall, input: TableTerm, context: TypeContext): Stepped | null {
  const { schema } = input;
  const declared = declaredCall(call, { text: FORM, block: false }, schema, context);
  if (declared === null) return null;
  const lines = jsonOf(declared, "query");
  const query = Array.isArray(lines) ? lines.join("\n") : String(lines);
  const reach = jsonOf(declared, "reach");
  const fits = jsonOf(declared, "fits");
  if (isDuration(reach) && reach.months + reach.milliseconds < 0) {
    const holes = {
      name: "reach",
      component: "sql",
      range: "at least `0s`",
      found: "negative",
      doc: "a query reads its own row",
    };
    context.report(params["out-of-range"](declared.args.reach?.span ?? call.span, holes));
    return null;
  }
  const columns = columnsOf(declared, query, schema, call, context);
  if (columns === null) return null;
  const names = (test: (roles: Roles) => boolean): readonly string[] =>
    schema.columns.filter(({ roles }) => test(roles)).map(({ name }) => name);
  const over = overOf(schema);
  return {
    step: {
      kind: "sql",
      ...stepBase(call),
      call: declared,
      query,
      reach: isDuration(reach) ? reach : null,
      fits: typeof fits === "boolean" ? fits : null,
      tables: input.kind === "reference" && input.to !== "input" ? ["input", input.to] : ["input"],
      time: over?.order ?? null,
      every: over?.every ?? null,
      structure: names((roles) => Object.keys(roles).length > 0),
      hidden: names(isHidden),
      ...namesIn(query, schema),
    },
    schema: { columns },
  };
}

/** From here on a query may choose rows. */
const CHOICE = /\b(?:where|having|qualify|distinct|limit|offset)\b/i;

/**
 * Columns that a query can read at all, and those that it can choose rows by: their names stand in it, in the part where it
 * may choose. A guess from words, which the run holds the query to when the data engine has parsed it.
 */
function namesIn(query: string, { columns }: Schema): { readonly named: string[]; readonly choosing: string[] } {
  const start = query.search(CHOICE);
  const standIn = (text: string): string[] => {
    const words = new Set(text.toLowerCase().match(/"(?:[^"]|"")*"|[\p{L}_][\p{L}\p{N}_$]*/gu));
    return columns
      .map(({ name }) => name)
      .filter((name) => words.has(name.toLowerCase()) || words.has(`"${name.toLowerCase().replaceAll('"', '""')}"`));
  };
  return { named: standIn(query), choosing: start < 0 ? [] : standIn(query.slice(start)) };
}

/** The roles that keep a column out of the lineage of what a transform or a query makes new. */
function isHidden({ target, id, knownAt, weight, ignore, posthoc, group, entity }: Roles): boolean {
  return [target, id, knownAt, weight, ignore, posthoc, group, entity].some((role) => role !== undefined);
}

/** Those of `columns:`, else those of the input with the new names of the query, which count as floats. */
function columnsOf(
  declared: ComponentCall,
  query: string,
  schema: Schema,
  call: StepCall,
  context: TypeContext,
): readonly Column[] | null {
  const given = jsonOf(declared, "columns");
  if (given === null) {
    const made = aliasesIn(query).filter((name) => findColumn(schema, name) === undefined);
    return [...schema.columns, ...made.map((name): Column => ({ name, type: scalar("float", true), roles: {} }))];
  }
  const columns: Column[] = [];
  for (const [name, text] of Object.entries(given as { readonly [name: string]: Json })) {
    const type = typeNamed(String(text));
    if (type === null) {
      const span = declared.args.columns?.span ?? call.span;
      const problem = `cannot make \`${name}\` a \`${String(text)}\``;
      const hint =
        'types are `"int"`, `"float"`, `"bool"`, `"string"`, `"category"`, `"date"`, `"timestamp"` and `"duration"`, with `?` where values may be missing';
      context.report(tables["step-form"](span, { step: "sql", problem, form: FORM, hint }));
      return null;
    }
    columns.push({ name, type, roles: findColumn(schema, name)?.roles ?? {} });
  }
  return columns;
}

const KINDS: readonly ScalarKind[] = ["int", "float", "bool", "string", "category", "date", "timestamp", "duration"];

function typeNamed(text: string): ColumnType | null {
  const nullable = text.endsWith("?");
  const kind = KINDS.find((one) => one === (nullable ? text.slice(0, -1) : text));
  return kind === undefined ? null : scalar(kind, nullable);
}

/** `AS name` in the outermost SELECT list. Only a guess at names: the run compares it with what the query returns. */
export function aliasesIn(query: string): readonly string[] {
  const tokens =
    query.match(/--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'|"(?:[^"]|"")*"|[A-Za-z_]\w*|[()[\]{}]|\S/g) ?? [];
  const names: string[] = [];
  let depth = 0;
  let inList = false;
  for (const [i, token] of tokens.entries()) {
    if ("([{".includes(token)) depth += 1;
    else if (")]}".includes(token)) depth -= 1;
    else if (depth === 0 && /^select$/i.test(token)) inList = true;
    else if (depth === 0 && /^from$/i.test(token)) inList = false;
    else if (depth === 0 && inList && /^as$/i.test(token)) {
      const name = tokens[i + 1] ?? "";
      const plain = name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name;
      if (/^["A-Za-z_]/.test(name) && !names.includes(plain)) names.push(plain);
    }
  }
  return names;
}
