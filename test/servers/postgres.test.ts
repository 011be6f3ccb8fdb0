// PostgreSQL as Debian packages it: apt-get install postgresql
// The server is started here, on the loopback address with a data folder of its own, and stopped at the end.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { expectSameRows } from "./support/conditions.ts";
import { hasPostgres, type PostgresServer, startPostgres } from "./support/postgres-server.ts";
import { useEngine } from "./support/read-table.ts";

if (!hasPostgres) console.warn("SKIPPED: PostgreSQL is not installed (apt-get install postgresql)");

describe.skipIf(!hasPostgres)("postgres", () => {
  let server: PostgresServer;
  const read = useEngine();
  const readWith = (params: Record<string, string>, columns: Readonly<Record<string, string>>) =>
    read({ connector: "postgres", params: { url: server.url(), ...params }, columns });

  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server?.stop());

  describe("types", () => {
    it("reads every type that has a form here", async () => {
      await server.sql(
        "CREATE TYPE mood AS ENUM ('sad', 'happy')",
        `CREATE TABLE types (
          i2 smallint, i4 integer, i8 bigint, f4 real, f8 double precision, n numeric(30, 10), b boolean, t text,
          c char(4), d date, ts timestamp, tz timestamptz, span interval, clock time, u uuid, j jsonb, m mood, nan float8)`,
        `INSERT INTO types VALUES (1, 2, 9007199254740993, 0.1, 0.1, 12345678901234567890.0123456789, true, E'a\\\\b''c"d,\\n',
          'x', '2024-02-29', '2024-01-31 06:00:00.123456', '2024-01-31 06:00:00+02', '1 day 02:03:04', '05:06:07',
          '6ecd8c99-4036-403d-bf84-cf8400f67836', '{"k": [1, 2]}', 'happy', 'NaN')`,
        "INSERT INTO types DEFAULT VALUES",
      );
      const { rows, findings } = await readWith(
        { table: "types" },
        {
          i2: "int?",
          i4: "int?",
          i8: "int?",
          f4: "float?",
          f8: "float?",
          n: "float?",
          b: "bool?",
          t: "string?",
          c: "category?",
          d: "date?",
          ts: "timestamp?",
          tz: "timestamp?",
          span: "duration?",
          clock: "duration?",
          u: "string?",
          j: "string?",
          m: "category?",
          nan: "float?",
        },
      );
      expect(findings.filter((finding) => !finding.startsWith("data/all-null"))).toEqual([]);
      expect(rows).toMatchInlineSnapshot(`
        [
          [
            1,
            2,
            9007199254740992,
            0.10000000149011612,
            0.1,
            12345678901234567000,
            true,
            "a\\b'c"d,
        ",
            "x   ",
            "2024-02-29",
            "2024-01-31 06:00:00.123456",
            "2024-01-31 04:00:00",
            "1 day 02:03:04",
            "05:06:07",
            "6ecd8c99-4036-403d-bf84-cf8400f67836",
            "{"k": [1, 2]}",
            "happy",
            null,
          ],
          [
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
          ],
        ]
      `);
    });
  });

  describe("rows", () => {
    it("come in the order of the primary key, also where it is not declared", async () => {
      await server.sql(
        "CREATE TABLE keyed (id integer PRIMARY KEY, v text)",
        "INSERT INTO keyed VALUES (10, 'c'), (9, 'z'), (100, 'a')",
      );
      const { rows } = await readWith({ table: "public.keyed" }, { v: "string" });
      expect(rows).toEqual([["z"], ["c"], ["a"]]);
    });

    it("come in the order of all columns where there is no key, texts by their bytes", async () => {
      await server.sql(
        "CREATE TABLE heap (a integer, b text)",
        "INSERT INTO heap VALUES (10, 'b'), (9, 'é'), (10, 'B')",
      );
      const { rows } = await readWith({ table: "heap" }, { a: "int", b: "string" });
      expect(rows).toEqual([
        [9, "é"],
        [10, "B"],
        [10, "b"],
      ]);
    });

    it("have a hash that depends on them alone", async () => {
      await server.sql("CREATE TABLE h (a integer, b text)", "INSERT INTO h VALUES (1, 'x'), (2, NULL)");
      const hash = async (): Promise<string> => (await readWith({ table: "h" }, { a: "int", b: "string?" })).hash;
      const before = await hash();
      await server.sql("DELETE FROM h", "INSERT INTO h VALUES (2, NULL)", "INSERT INTO h VALUES (1, 'x')");
      expect(await hash()).toBe(before);
      await server.sql("UPDATE h SET b = '' WHERE a = 2");
      expect(await hash()).not.toBe(before);
    });

    it("can be those of a query, of whatever the server can compute", async () => {
      const query = "SELECT g AS n, g * 0.5 AS half FROM generate_series(1, 10000) AS g -- all of them;";
      const { rows, findings } = await readWith({ query }, { n: "int", half: "float" });
      expect(findings).toEqual([]);
      expect([rows.length, rows[0], rows[9999]]).toEqual([10_000, [1, 0.5], [10_000, 5000]]);
    });

    it("are those of one moment", async () => {
      await server.sql(
        "CREATE TABLE moving (id integer PRIMARY KEY)",
        "INSERT INTO moving SELECT generate_series(1, 20000)",
      );
      const reading = readWith({ table: "moving" }, { id: "int" });
      await server.sql("DELETE FROM moving WHERE id % 2 = 0");
      expect([10_000, 20_000]).toContain((await reading).rows.length);
    });

    it("cannot be changed by a query", async () => {
      await server.sql("CREATE TABLE safe (id integer)", "INSERT INTO safe VALUES (1)");
      const queries = ["DELETE FROM safe RETURNING id", "SELECT 1 AS id) AS q; COMMIT; DELETE FROM safe; SELECT (1"];
      for (const query of queries)
        expect((await readWith({ query }, { id: "int" })).findings[0]).toMatch(/^database\/refused-query/);
      expect((await readWith({ table: "safe" }, { id: "int" })).rows).toEqual([[1]]);
    });
  });

  it("leaves out rows that a condition leaves out, and no others", async () => {
    await server.sql(
      `CREATE TABLE conditions (id integer PRIMARY KEY, n integer, x float8, narrow real, dec numeric, t text COLLATE "de-x-icu",
        d date, at timestamp, moment timestamptz, b boolean)`,
      `INSERT INTO conditions VALUES
        (1, 1, 0.1, 0.1, 0.1, 'a', '2024-02-29', '2024-01-31 06:00:00.5', '2024-01-31 06:00:00+02', true),
        (2, 2, 0.30000000000000004, 0.1, 0.10000000000000000001, 'A', '2024-03-01', '2024-01-31 06:00:00.499999', '2024-01-31 04:00:00.000001+00', false),
        (3, 3, 'NaN', 0.2, 'NaN', 'b', '2024-02-28', '2024-01-30', '2024-01-31 03:59:59.999999+00', NULL),
        (4, NULL, -1, NULL, NULL, 'a ', NULL, NULL, NULL, true),
        (5, -7, NULL, 'NaN', 1, NULL, '1999-12-31', '1969-12-31 23:59:59', '1969-12-31 23:59:59+00', false),
        (6, 2, 0.1, 3, 2, '', '2024-02-29', '2024-01-31 06:00:00', '2024-01-31 06:00:00+00', true),
        (7, 5, 0.1, 3, 2, 'é', '2024-02-29', '2024-01-31 06:00:00', '2024-01-31 06:00:00+00', true),
        (8, 5, 1e308, 3, 2, 'it''s \\ "quoted"', '2024-02-29', '2024-01-31 06:00:00', '2024-01-31 06:00:00+00', true)`,
    );
    await expectSameRows(read, { connector: "postgres", params: { url: server.url(), table: "conditions" } });
  });

  describe("findings", () => {
    const finding = async (params: Record<string, string>, columns: Record<string, string>): Promise<string> =>
      (await readWith(params, columns)).findings.join("\n");

    beforeAll(() =>
      server.sql(
        "CREATE TABLE bad (id bigint, t text, n numeric, i timestamptz, raw bytea)",
        "INSERT INTO bad VALUES (9007199254740993, '1', 1.5, 'infinity', '\\x00'), (1, NULL, 'NaN', now(), NULL)",
        "CREATE TABLE hidden (id integer)",
        "CREATE ROLE reader LOGIN PASSWORD 'reader-password'",
      ),
    );

    it("name the column and the type that do not fit", async () => {
      expect(await finding({ table: "bad" }, { t: "int" })).toBe(
        "database/column-type: column `t` of `bad` is `text` in the database, which cannot be read as `int`",
      );
      expect(await finding({ table: "bad" }, { raw: "string" })).toMatch(/is `bytea` in the database/);
    });

    it("name the value that does not fit", async () => {
      expect(await finding({ table: "bad" }, { n: "int?" })).toMatch(
        /^data\/bad-value: row 1 of `bad`, column `n`: `1.5`/,
      );
      expect(await finding({ table: "bad" }, { i: "timestamp" })).toMatch(/column `i`: `infinity`/);
      expect(await finding({ table: "bad" }, { t: "string" })).toMatch(/^data\/unexpected-null/);
      expect(await finding({ table: "bad" }, { id: "float" })).toMatch(
        /holds 9007199254740993, which no `float` can hold/,
      );
      expect(await finding({ table: "bad" }, { t2: "string" })).toMatch(
        /^data\/missing-column: `bad` has no column `t2`/,
      );
    });

    it("name what the server does not know or refuses", async () => {
      expect(await finding({ table: "nothing" }, { id: "int" })).toMatch(/^database\/unknown-table: .*`nothing`/);
      expect(await finding({ query: "SELECT nope FROM bad" }, { id: "int" })).toMatch(
        /^database\/refused-query.*"nope"/,
      );
      expect(await finding({ query: "SELEC 1" }, { id: "int" })).toMatch(/^database\/refused-query.*not a SELECT/);
    });

    it("name who may not read", async () => {
      const url = server.url({ user: "reader", password: "reader-password" });
      expect(await finding({ url, table: "hidden" }, { id: "int" })).toMatch(/^database\/denied: .*`hidden`/);
      const wrong = server.url({ user: "reader", password: "guessed-password" });
      expect(await finding({ url: wrong, table: "hidden" }, { id: "int" })).toMatch(/^database\/denied/);
    });

    it("tell a server that is not there from a connection that broke", async () => {
      expect(await finding({ url: "postgres://u:p@127.0.0.1:1/d", table: "t" }, { id: "int" })).toMatch(
        /^database\/unreachable: no database server answers at `postgres:\/\/u:\*\*\*@127/,
      );
      const killing =
        "SELECT g AS id, CASE WHEN g = 9000 THEN pg_terminate_backend(pg_backend_pid())::text ELSE '' END AS t FROM generate_series(1, 10000) AS g";
      expect(await finding({ query: killing }, { id: "int", t: "string" })).toMatch(/^database\/connection-lost/);
    });

    it("say that the server gave up", async () => {
      const { findings } = await read({
        connector: "postgres",
        params: {
          url: server.url(),
          query: "SELECT pg_sleep(30)::text AS t",
          timeout: { months: 0, milliseconds: 200 },
        },
        columns: { t: "string" },
      });
      expect(findings.join()).toMatch(/^database\/timeout/);
    });

    it("say which variable is not set", async () => {
      const { findings } = await read({
        connector: "postgres",
        params: { url: { $secret: "NOWHERE" }, table: "t" },
        columns: {},
      });
      expect(findings).toEqual(["database/no-address: the environment variable `NOWHERE` is not set"]);
    });
  });
});
