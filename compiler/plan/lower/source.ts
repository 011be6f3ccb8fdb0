// A source. A path stands in the file that declares it; the runtime resolves all paths against the folder of the main file,
// so those of imported files are rewritten.
import type { Json } from "../../../specs/json.ts";
import type { NodeId, SourceOperation } from "../../../specs/plan.ts";
import type { TypedSource } from "../../types/typed.ts";
import { lowerCall } from "./component.ts";
import type { LowerContext } from "./context.ts";
import { knownRows } from "./known-rows.ts";
import { lowerTable, refuseFolds } from "./table.ts";

export function lowerSource(source: TypedSource, context: LowerContext): readonly NodeId[] {
  const { connector, schema, id, span, joined } = source;
  const inputs: NodeId[] = [];
  if (joined !== null && connector.entities !== undefined) {
    refuseFolds(joined.entities, `\`${connector.name}\` on a table of folds`, context);
    inputs.push(lowerTable(joined.entities, { declaration: id, id, fold: null }, context));
  }
  const params = {
    ...lowerSourceParams(source, context.typed.file),
    ...(joined === null ? {} : { time: joined.time }),
  };
  const known = context.asOf === null ? null : knownRows(schema, context.asOf);
  const places = schema.columns.map(({ name }) => ({ name, span: source.columnSpans[name]! }));
  const variables = variablePlaces(source);
  const op = {
    kind: "source",
    connector: connector.name,
    params,
    schema,
    ...(known === null ? {} : { known }),
    places,
    ...(variables.length === 0 ? {} : { variables }),
  } as const;
  return [context.builder.add({ id, declaration: id, inputs, op, span, influences: [] })];
}

/** Where `env("X")` and `secret("X")` stand. */
const variablePlaces = ({ call }: TypedSource): NonNullable<SourceOperation["variables"]> =>
  Object.values(call.args).flatMap(({ value, span }) => {
    if (value.kind !== "json") return [];
    const items: readonly Json[] = Array.isArray(value.json) ? value.json : [value.json];
    return items.flatMap((item) => {
      if (item === null || typeof item !== "object") return [];
      const name = "$env" in item ? item.$env : "$secret" in item ? item.$secret : null;
      return typeof name === "string" ? [{ name, span }] : [];
    });
  });

/** The arguments of the connector, with paths relative to the folder of the main file. */
export function lowerSourceParams({ call, connector, span }: TypedSource, mainFile: string): Record<string, Json> {
  const { params } = lowerCall(call, { declaration: () => connector, step: null, openPath: null });
  const up = folderBetween(mainFile, span.file);
  // The entity rows are an input, whatever they are called.
  const own = Object.entries(params).filter(([name]) => name !== connector.entities);
  const moved = own.map(([name, json]): [string, Json] => [
    name,
    connector.paths.includes(name) ? movePath(json, up) : json,
  ]);
  return Object.fromEntries(moved);
}

/** Absolute paths and URIs say where they are; run-time values (`env(...)`) are resolved when they are known. */
export function movePath(json: Json, folder: string): Json {
  if (Array.isArray(json)) return json.map((item: Json) => movePath(item, folder));
  if (typeof json !== "string" || folder === "" || /^([a-z][a-z0-9+.-]*:|[/\\])/i.test(json)) return json;
  return `${folder}/${json}`;
}

/** From the folder of one file to that of another: `../lib`; empty for the same folder. */
export function folderBetween(from: string, to: string): string {
  const start = foldersOf(from);
  const end = foldersOf(to);
  let shared = 0;
  while (shared < start.length && shared < end.length && start[shared] === end[shared]) shared++;
  return [...start.slice(shared).map(() => ".."), ...end.slice(shared)].join("/");
}

const foldersOf = (path: string): readonly string[] =>
  path
    .replaceAll("\\", "/")
    .split("/")
    .slice(0, -1)
    .filter((part) => part !== ".");
