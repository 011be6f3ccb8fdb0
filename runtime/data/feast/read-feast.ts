// `feast(...)`: the entity rows, in their order and number, with the features that were known at the time of each row.
import type { Diagnostic, Span } from "../../../specs/diagnostic.ts";
import type { SourceOperation } from "../../../specs/plan.ts";
import type { Engine } from "../engine.ts";
import { engineFailure } from "../engine-errors.ts";
import { Refusal } from "../readers/reader.ts";
import { nameList, physicalType, quoteName, quoteText, ROW } from "../sql-text.ts";
import { failed, type Table, type TableResult } from "../table.ts";
import { typeColumns } from "../type-columns.ts";
import { feastDiagnostics } from "./feast.diagnostics.ts";
import { filesOf, requestOf } from "./feature-files.ts";
import { joinView, type ViewFile } from "./join.ts";
import { type RepositoryRequest, requestedViews, type ViewRequest } from "./repository.ts";

export interface FeastContext {
  readonly resolvePath: (path: string) => string;
  readonly span: Span;
}

export async function readFeast(
  engine: Engine,
  op: SourceOperation,
  entities: Table,
  context: FeastContext,
): Promise<TableResult> {
  const request = requestOf(op, context);
  const made: string[] = [];
  try {
    const views = await requestedViews(request);
    const joined: { readonly view: ViewRequest; readonly table: string }[] = [];
    for (const view of views) {
      const file = await openFile(engine, view, request);
      refuseKeys(view, file, entities, request);
      const table = await joinView(engine, view, file, entities, String(op.params.time));
      made.push(table);
      joined.push({ view, table });
    }
    const notes = await unmatched(engine, joined, entities, context.span);
    const result = await typed(engine, op, entities, joined, context);
    return { table: result.table, diagnostics: [...notes, ...result.diagnostics] };
  } catch (error) {
    return failed(error instanceof Refusal ? error.diagnostic : engineFailure(error, context.span));
  } finally {
    for (const table of made) await engine.drop(table);
  }
}

async function openFile(engine: Engine, view: ViewRequest, request: RepositoryRequest): Promise<ViewFile> {
  const files = await filesOf(view, request);
  const list = `[${files.map(quoteText).join(", ")}]`;
  const described = await engine.query(`DESCRIBE SELECT * FROM read_parquet(${list})`);
  const types = new Map(described.map((row) => [String(row[0]), String(row[1])]));
  const original = new Map([...view.source.fieldMapping].map(([from, to]) => [to, from]));
  const { timestamp, created } = view.source;
  const named = [...view.columns.map(({ feature }) => feature), ...view.keys.map((key) => key.view)];
  const needed = [
    ...named.map((name) => original.get(name) ?? name),
    timestamp,
    ...(created === null ? [] : [created]),
  ];
  const absent = needed.find((name) => !types.has(name));
  if (absent === undefined) return { files, types };
  const holes = { path: view.source.uri, view: view.view.name, column: absent };
  throw new Refusal(feastDiagnostics["missing-column"](request.span, holes));
}

function refuseKeys(
  { keys, view, source }: ViewRequest,
  file: ViewFile,
  { schema }: Table,
  { span }: RepositoryRequest,
): void {
  const original = new Map([...source.fieldMapping].map(([from, to]) => [to, from]));
  for (const { view: key, entity } of keys) {
    const column = schema.columns.find(({ name }) => name === entity);
    if (column === undefined) {
      const names = keys.map((one) => `\`${one.entity}\``).join(", ");
      throw new Refusal(feastDiagnostics["missing-key"](span, { column: entity, view: view.name, keys: names }));
    }
    const found = file.types.get(original.get(key) ?? key) ?? "";
    const isText = physicalType(column.type) === "VARCHAR";
    if (isText === (found === "VARCHAR")) continue;
    throw new Refusal(
      feastDiagnostics["key-type"](span, { column: entity, view: view.name, found, declared: column.type.kind }),
    );
  }
}

async function unmatched(
  engine: Engine,
  joined: readonly { readonly view: ViewRequest; readonly table: string }[],
  entities: Table,
  span: Span,
): Promise<readonly Diagnostic[]> {
  const notes: Diagnostic[] = [];
  for (const { view, table } of joined) {
    const [found] = await engine.query(`SELECT count(*) FROM ${quoteName(table)} WHERE NOT __known`);
    const count = Number(found?.[0]);
    if (count === 0) continue;
    const { ttlSeconds } = view.view;
    const ttl = ttlSeconds === 0 ? "" : ` and was not older than ${ttlSeconds / 3600} h, its time to live`;
    notes.push(feastDiagnostics["no-value"](span, { view: view.name, count, total: entities.rows, ttl }));
  }
  return notes;
}

/** Types are checked as those of any source; the columns of the entity rows have theirs. */
async function typed(
  engine: Engine,
  op: SourceOperation,
  entities: Table,
  joined: readonly { readonly view: ViewRequest; readonly table: string }[],
  { span }: FeastContext,
): Promise<TableResult> {
  const own = new Set(entities.schema.columns.map(({ name }) => name));
  const declared = op.schema.columns.filter(({ name }) => !own.has(name));
  const raw = engine.freshName();
  const lists = joined.flatMap(({ view }, i) => view.columns.map(({ to }) => `v${i}.${quoteName(to)}`));
  const from = joined.map(({ table }, i) => `JOIN ${quoteName(table)} AS v${i} ON v${i}.${ROW} = e.${ROW}`).join(" ");
  await engine.run(
    `CREATE TABLE ${quoteName(raw)} AS SELECT ${lists.join(", ")} FROM ${quoteName(entities.name)} AS e ${from} ORDER BY e.${ROW}`,
  );
  const places = new Map(op.places?.map((place) => [place.name, place.span]));
  const rows = {
    table: raw,
    path: String(op.params.repo),
    headerLines: null,
    delimiter: null,
    nullValues: [],
    dateFormat: null,
    zone: null,
  };
  let features: Table | null = null;
  try {
    const result = await typeColumns(engine, { columns: declared }, rows, span, (name) => places.get(name) ?? span);
    features = result.table;
    if (features === null) return result;
    // Row numbers of the entity rows may have gaps.
    const numbered = `(SELECT *, row_number() OVER (ORDER BY ${ROW}) - 1 AS __position FROM ${quoteName(entities.name)})`;
    const kept = entities.schema.columns.map(({ name }) => `e.${quoteName(name)}`);
    const added = nameList(declared.map(({ name }) => name));
    const table = await engine.store(
      `SELECT ${[`e.${ROW}`, ...kept, added].join(", ")} FROM ${numbered} AS e JOIN ${quoteName(features.name)} AS f ON f.${ROW} = e.__position`,
      op.schema,
      false,
    );
    return { table, diagnostics: result.diagnostics };
  } finally {
    await engine.drop(raw);
    if (features !== null) await engine.drop(features.name);
  }
}
