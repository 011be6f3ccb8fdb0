// Our reader of a Feast repository against what Feast itself gives (test/reference/feast_reference.py).
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Engine, openEngine } from "../../../../runtime/data/engine.ts";
import { featureFiles } from "../../../../runtime/data/feast/feature-files.ts";
import { readFeast } from "../../../../runtime/data/feast/read-feast.ts";
import type { Table, TableResult } from "../../../../runtime/data/table.ts";
import type { ScalarKind } from "../../../../specs/data-type.ts";
import type { Json } from "../../../../specs/json.ts";
import { cells, columnOf, inlineTable, span } from "./inline-table.ts";

const REPOSITORY = join(import.meta.dirname, "../../../reference/feast");

interface Case {
  readonly features: string | readonly string[];
  readonly full: boolean;
  readonly rows: readonly Readonly<Record<string, Json>>[];
}

const cases = JSON.parse(readFileSync(join(REPOSITORY, "expected.json"), "utf8")) as readonly Case[];
const rides = readFileSync(join(REPOSITORY, "entities.ndjson"), "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as Readonly<Record<string, Json>>);

const ENTITY_COLUMNS = [
  columnOf("ride", "int"),
  columnOf("driver_id", "int"),
  columnOf("previous_driver_id", "int"),
  columnOf("customer_id", "string"),
  columnOf("event_timestamp", "timestamp", true, { time: {} }),
];

const kindOf = (name: string): ScalarKind => {
  if (name.endsWith("tier")) return "string";
  return name.endsWith("trips") ? "int" : "float";
};

let engine: Engine;
let entities: Table;
const folder = mkdtempSync(join(tmpdir(), "pipec-feast-"));

beforeAll(async () => {
  engine = await openEngine({ threads: 2 });
  entities = await inlineTable(
    engine,
    ENTITY_COLUMNS,
    rides.map((ride) => ENTITY_COLUMNS.map(({ name }) => ride[name]!)),
  );
});
afterAll(() => {
  engine.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Asked {
  readonly features: Json;
  readonly names: readonly string[];
  readonly full?: boolean;
  readonly repo?: string;
  readonly rows?: Table;
}

function read({ features, names, full = false, repo = REPOSITORY, rows = entities }: Asked): Promise<TableResult> {
  const added = names.map((name) => columnOf(name, kindOf(name)));
  const schema = { columns: [...rows.schema.columns, ...added] };
  const params = { repo, features, full_feature_names: full, time: "event_timestamp" };
  const op = { kind: "source", connector: "feast", params, schema } as const;
  return readFeast(engine, op, rows, { resolvePath: (path) => path, span });
}

const finding = async (asked: Asked): Promise<string> =>
  (await read(asked)).diagnostics.map(({ id, message }) => `${id}: ${message}`).join("\n");

describe("point-in-time join", () => {
  it.each(cases)("of $features gives what Feast gives, for every row", async ({ features, full, rows }) => {
    const names = Object.keys(rows[0]!).filter((name) => name !== "ride");
    const { table, diagnostics } = await read({ features: features as Json, names, full });
    expect(diagnostics.filter(({ severity }) => severity !== "info")).toEqual([]);
    const found = await cells(engine, table!);
    // Order and number are those of the entity rows.
    expect(found.map(([ride]) => ride)).toEqual(rides.map(({ ride }) => ride));
    const expected = new Map(rows.map((row) => [row.ride, names.map((name) => row[name] ?? null)]));
    for (const row of found) {
      const values = row.slice(ENTITY_COLUMNS.length);
      const ride = row[0]!;
      // Feast makes one row of rides 3 and 119, which are equal, and drops rides whose values are all too old.
      const wanted =
        expected.get(ride) ?? (ride === 3 ? expected.get(119) : ride === 119 ? expected.get(3) : undefined);
      if (wanted !== undefined) expect({ ride, values }).toEqual({ ride, values: wanted });
      else expect(values).toContain(null);
    }
  });

  it("counts the rows for which nothing was known", async () => {
    const { diagnostics } = await read({ features: ["driver_stats:conv_rate"], names: ["conv_rate"] });
    expect(diagnostics.map(({ id }) => id)).toEqual(["feast/no-value"]);
    expect(diagnostics[0]!.message).toMatch(/^`driver_stats` knows no value for \d+ of 120 rows$/);
    expect(diagnostics[0]!.why).toContain("not older than 36 h");
  });

  it("keeps the row numbers of the entity rows, also with gaps", async () => {
    const sql = `SELECT * FROM "${entities.name}" WHERE ride % 3 = 1`;
    const some = await engine.store(sql, entities.schema, true);
    const { table } = await read({ features: ["customer_profile:tier"], names: ["tier"], rows: some });
    const all = await read({ features: ["customer_profile:tier"], names: ["tier"] });
    const numbers = async (name: string): Promise<readonly unknown[]> =>
      engine.query(`SELECT __row, tier FROM "${name}" WHERE ride % 3 = 1 ORDER BY __row`);
    expect(await numbers(table!.name)).toEqual(await numbers(all.table!.name));
  });

  it("never looks at what was written later, however the store is perturbed after the rows", async () => {
    const features = ["driver_stats:conv_rate", "driver_stats:avg_daily_trips"];
    const names = ["conv_rate", "avg_daily_trips"];
    const repo = join(folder, "later");
    cpSync(REPOSITORY, repo, { recursive: true });
    const file = join(repo, "data/drivers.parquet");
    const cut = "TIMESTAMP '2024-01-05 00:00:00'";
    await engine.run(
      `COPY (SELECT * REPLACE (CASE WHEN created > ${cut} AT TIME ZONE 'UTC' THEN -1e6 ELSE conv_rate END AS conv_rate) FROM read_parquet('${join(REPOSITORY, "data/drivers.parquet")}')) TO '${file}' (FORMAT parquet)`,
    );
    const early = async (from: string): Promise<readonly Json[][]> =>
      (await cells(engine, (await read({ features, names, repo: from })).table!)).filter(
        (row) => String(row[4]) <= "2024-01-05 00:00:00",
      );
    expect((await early(repo)).length).toBeGreaterThan(20);
    expect(await early(repo)).toEqual(await early(REPOSITORY));
  });
});

describe("findings", () => {
  it("names what the registry does not have", async () => {
    expect(await finding({ features: ["driver_stats:conv_rat"], names: [] })).toMatch(
      /^feast\/unknown-feature: .*`driver_stats:conv_rat`/,
    );
    expect(await finding({ features: ["drivers:conv_rate"], names: [] })).toMatch(/feature view `drivers`/);
    expect(await finding({ features: "ride_modl", names: [] })).toMatch(/feature service `ride_modl`/);
    expect(await finding({ features: ["conv_rate"], names: [] })).toMatch(/feature `conv_rate`/);
  });

  it("names on-demand views, which are Python", async () => {
    expect(await finding({ features: ["driver_effort:effort"], names: [] })).toBe(
      "feast/unsupported: the on-demand feature view `driver_effort` cannot be read here",
    );
  });

  it("names two features of one name, columns that the schema has alone, and keys that are missing", async () => {
    expect(await finding({ features: "ride_model", names: ["conv_rate"] })).toBe(
      "feast/name-collision: two of the features are called `conv_rate`",
    );
    expect(await finding({ features: ["weather_now:temperature"], names: ["warmth"] })).toMatch(
      /data\/missing-column: .*`warmth`/,
    );
    const rows = await inlineTable(engine, [ENTITY_COLUMNS[0]!, ENTITY_COLUMNS[4]!], [[1, "2024-01-05T00:00:00Z"]]);
    expect(await finding({ features: ["driver_stats:conv_rate"], names: ["conv_rate"], rows })).toMatch(
      /^feast\/missing-key: .*`driver_id`/,
    );
    const texts = await inlineTable(
      engine,
      [columnOf("driver_id", "string"), ENTITY_COLUMNS[4]!],
      [["1", "2024-01-05T00:00:00Z"]],
    );
    expect(await finding({ features: ["driver_stats:conv_rate"], names: ["conv_rate"], rows: texts })).toMatch(
      /^feast\/key-type: .*`BIGINT`/,
    );
  });

  it("names repositories that cannot be read", async () => {
    const broken = (name: string, yaml: string, registry?: string): string => {
      const repo = join(folder, name);
      cpSync(REPOSITORY, repo, { recursive: true });
      writeFileSync(join(repo, "feature_store.yaml"), yaml);
      if (registry !== undefined) writeFileSync(join(repo, "data/registry.db"), registry);
      return repo;
    };
    const of = (repo: string): Promise<string> =>
      finding({ features: ["driver_stats:conv_rate"], names: ["conv_rate"], repo });
    expect(await of(join(folder, "absent"))).toMatch(/^feast\/no-repository/);
    expect(await of(broken("a", "provider: local\n"))).toMatch(/names no `project`/);
    expect(await of(broken("b", "{{"))).toMatch(/^feast\/no-repository/);
    expect(await of(broken("c", "project: rides\nregistry: data/registry.db\n", "\x0a\xff\xff\xff"))).toMatch(
      /^feast\/no-repository/,
    );
    expect(await of(broken("d", "project: rides\nregistry:\n  registry_type: sql\n  path: sqlite:///x\n"))).toMatch(
      /^feast\/unsupported: a registry of type `sql`/,
    );
    expect(await of(broken("e", "project: rides\nregistry: s3://bucket/registry.db\n"))).toMatch(/^feast\/unsupported/);
    expect(await of(broken("f", "project: others\nregistry: data/registry.db\n"))).toMatch(/^feast\/unknown-feature/);
    const gone = broken("g", readFileSync(join(REPOSITORY, "feature_store.yaml"), "utf8"));
    rmSync(join(gone, "data/drivers.parquet"));
    expect(await of(gone)).toMatch(/^data\/missing-file: .*data\/drivers.parquet/);
  });
});

it("is identified by the definitions and files that it reads, not by the registry", async () => {
  const op = (features: Json) =>
    ({ kind: "source", connector: "feast", params: { repo: REPOSITORY, features }, schema: { columns: [] } }) as const;
  const context = { resolvePath: (path: string) => path, span };
  const { files, definition } = await featureFiles(op(["driver_stats:conv_rate"]), context);
  expect(files).toEqual([join(REPOSITORY, "data/drivers.parquet")]);
  expect(definition).not.toContain(REPOSITORY);
  expect((await featureFiles(op(["driver_stats:avg_daily_trips"]), context)).definition).not.toBe(definition);
});
