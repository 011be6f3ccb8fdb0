// MariaDB as Debian packages it: apt-get install mariadb-server
// The server is started here, on the loopback address with a data folder of its own, and stopped at the end. What differs in
// MySQL (JSON as a type of its own, the unit of the time limit) is not tried here.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { expectSameRows } from "./support/conditions.ts";
import { hasMariadb, type MysqlServer, startMariadb } from "./support/mysql-server.ts";
import { type ReadTable, useEngine } from "./support/read-table.ts";

if (!hasMariadb) console.warn("SKIPPED: MariaDB is not installed (apt-get install mariadb-server)");

describe.skipIf(!hasMariadb)("mysql", () => {
  let server: MysqlServer;
  const read = useEngine();
  const readWith = (params: Record<string, string>, columns: Readonly<Record<string, string>>): Promise<ReadTable> =>
    read({ connector: "mysql", params: { url: server.url(), ...params }, columns });

  beforeAll(async () => {
    server = await startMariadb();
  });
  afterAll(() => server?.stop());

  it("reads every type that has a form here", async () => {
    await server.sql(
      `CREATE TABLE types (
        i1 tinyint, flag tinyint(1), bits bit(1), wide bit(10), i4 int, i8 bigint, u8 bigint unsigned, f4 float, f8 double, n decimal(30, 10),
        t text, c char(4), d date, dt datetime(6), ts timestamp NULL, clock time, y year, j json, m enum('sad', 'happy'))`,
      "SET time_zone = '+05:00'",
      `INSERT INTO types VALUES (-1, 1, b'1', b'101', 2, -9007199254740993, 9223372036854775807, 0.1, 0.1, 12345678901234567890.0123456789,
        'a\\\\b''c"d,\\n🙂', 'x', '2024-02-29', '2024-01-31 06:00:00.123456', '2024-01-31 06:00:00', '26:03:04', 2024, '{"k": 1}', 'happy')`,
      "INSERT INTO types VALUES ()",
    );
    const { rows, findings } = await readWith(
      { table: "types" },
      {
        i1: "int?",
        flag: "bool?",
        bits: "bool?",
        wide: "int?",
        i4: "int?",
        i8: "int?",
        u8: "int?",
        f4: "float?",
        f8: "float?",
        n: "float?",
        t: "string?",
        c: "category?",
        d: "date?",
        dt: "timestamp?",
        ts: "timestamp?",
        clock: "duration?",
        y: "int?",
        j: "string?",
        m: "category?",
      },
    );
    expect(findings).toEqual([]);
    expect(rows).toMatchInlineSnapshot(`
      [
        [
          -1,
          true,
          true,
          5,
          2,
          -9007199254740992,
          9223372036854776000,
          0.10000000149011612,
          0.1,
          12345678901234567000,
          "a\\b'c"d,
      🙂",
          "x",
          "2024-02-29",
          "2024-01-31 06:00:00.123456",
          "2024-01-31 01:00:00",
          "26:03:04",
          2024,
          "{"k": 1}",
          "happy",
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
          null,
        ],
      ]
    `);
  });

  it("gives floats back bit by bit", async () => {
    const values = [0.1 + 0.2, 1 / 3, 5e-324, 1.7976931348623157e308, 123456789.12345679, -2.5e-10];
    await server.sql("CREATE TABLE doubles (i int PRIMARY KEY, v double)");
    for (const [i, value] of values.entries()) await server.sql(`INSERT INTO doubles VALUES (${i}, ${value})`);
    expect((await readWith({ table: "doubles" }, { v: "float" })).rows.map(([value]) => value)).toEqual(values);
  });

  it("reads rows in the order of the key, else of all columns, and queries", async () => {
    await server.sql(
      "CREATE TABLE keyed (id int PRIMARY KEY, v text)",
      "INSERT INTO keyed VALUES (10, 'c'), (9, 'z'), (100, 'a')",
      "CREATE TABLE heap (b text)",
      "INSERT INTO heap VALUES ('b'), ('é'), ('B')",
      "CREATE TABLE many AS SELECT seq AS n FROM seq_1_to_10000",
    );
    expect((await readWith({ table: "shop.keyed" }, { v: "string" })).rows).toEqual([["z"], ["c"], ["a"]]);
    expect((await readWith({ table: "heap" }, { b: "string" })).rows).toEqual([["B"], ["b"], ["é"]]);
    const { rows } = await readWith({ query: "SELECT n, n / 2 AS half FROM many;" }, { n: "int", half: "float" });
    expect([rows.length, rows[9999]]).toEqual([10_000, [10_000, 5000]]);
  });

  it("leaves out rows that a condition leaves out, and no others", async () => {
    await server.sql(
      "SET time_zone = '+00:00'",
      `CREATE TABLE conditions (id int PRIMARY KEY, n int, x double, narrow float, \`dec\` decimal(30, 20), t text COLLATE utf8mb4_german2_ci,
        d date, at datetime(6), moment timestamp(6) NULL, b tinyint(1))`,
      `INSERT INTO conditions VALUES
        (1, 1, 0.1, 0.1, 0.1, 'a', '2024-02-29', '2024-01-31 06:00:00.5', '2024-01-31 04:00:00', 1),
        (2, 2, 0.30000000000000004, 0.1, 0.10000000000000000001, 'A', '2024-03-01', '2024-01-31 06:00:00.499999', '2024-01-31 04:00:00.000001', 0),
        (3, 3, 7, 0.2, 5, 'b', '2024-02-28', '2024-01-30', '2024-01-31 03:59:59.999999', NULL),
        (4, NULL, -1, NULL, NULL, 'a ', NULL, NULL, NULL, 1),
        (5, -7, NULL, 8, 1, NULL, '1999-12-31', '1969-12-31 23:59:59', '1999-12-31 23:59:59', 0),
        (6, 2, 0.1, 3, 2, '', '2024-02-29', '2024-01-31 06:00:00', '2024-01-31 06:00:00', 1),
        (7, 5, 0.1, 3, 2, 'é', '2024-02-29', '2024-01-31 06:00:00', '2024-01-31 06:00:00', 1),
        (8, 5, 1e308, 3, 2, 'it''s \\\\ "quoted"', '2024-02-29', '2024-01-31 06:00:00', '2024-01-31 06:00:00', 1)`,
    );
    await expectSameRows(read, { connector: "mysql", params: { url: server.url(), table: "conditions" } });
  });

  it("refuses zero dates, or takes them for missing", async () => {
    await server.sql(
      "SET sql_mode = ''",
      "CREATE TABLE zero (d date)",
      "INSERT INTO zero VALUES ('0000-00-00'), ('2024-01-31')",
    );
    expect((await readWith({ table: "zero" }, { d: "date?" })).findings.join()).toMatch(
      /^data\/bad-value.*`0000-00-00`/,
    );
    const { rows } = await readWith({ table: "zero", zero_dates: "missing" }, { d: "date?" });
    expect(rows).toEqual([["2024-01-31"], [null]]);
  });

  it("refuses unsigned numbers that no int holds, and types that do not fit", async () => {
    await server.sql(
      "CREATE TABLE big (u bigint unsigned, t text, raw blob)",
      "INSERT INTO big VALUES (18446744073709551615, '1', 'x')",
    );
    expect((await readWith({ table: "big" }, { u: "int" })).findings.join()).toMatch(
      /`18446744073709551615` is not a whole number/,
    );
    expect((await readWith({ table: "big" }, { t: "int" })).findings.join()).toMatch(
      /^database\/column-type: .*is `text`/,
    );
    expect((await readWith({ table: "big" }, { raw: "string" })).findings.join()).toMatch(
      /^database\/column-type: .*is `binary`/,
    );
    expect((await readWith({ table: "big" }, { nope: "string" })).findings.join()).toMatch(/^data\/missing-column/);
  });

  describe("findings", () => {
    const finding = async (params: Record<string, string>, columns: Record<string, string>): Promise<string> =>
      (await readWith(params, columns)).findings.join("\n");

    beforeAll(() =>
      server
        .sql(
          "CREATE TABLE hidden (id int)",
          "CREATE USER 'reader'@'%' IDENTIFIED BY 'reader-password'",
          "GRANT SELECT ON shop.nothing TO 'reader'@'%'",
        )
        .catch(() => server.sql("CREATE TABLE seen (id int)", "GRANT SELECT ON shop.seen TO 'reader'@'%'")),
    );

    it("name what the server does not know or refuses", async () => {
      expect(await finding({ table: "nothing" }, { id: "int" })).toMatch(/^database\/unknown-table: .*`nothing`/);
      expect(await finding({ query: "SELECT nope FROM hidden" }, { id: "int" })).toMatch(
        /^database\/refused-query.*'nope'/,
      );
      expect(await finding({ query: "DELETE FROM hidden" }, { id: "int" })).toMatch(/^database\/refused-query/);
    });

    it("name who may not read", async () => {
      const url = server.url({ user: "reader", password: "reader-password" });
      expect(await finding({ url, table: "hidden" }, { id: "int" })).toMatch(/^database\/denied: .*`hidden`/);
      const wrong = server.url({ user: "reader", password: "guessed-password" });
      expect(await finding({ url: wrong, table: "hidden" }, { id: "int" })).toMatch(/^database\/denied/);
    });

    it("tell a server that is not there from a connection that broke and from an address that is none", async () => {
      expect(await finding({ url: "mysql://u:p@127.0.0.1:1/d", table: "t" }, { id: "int" })).toMatch(
        /^database\/unreachable/,
      );
      expect(await finding({ url: "nonsense", table: "t" }, { id: "int" })).toMatch(/^database\/bad-address/);
      const killing = "SELECT seq AS id, CASE WHEN seq = 15000 THEN SLEEP(60) ELSE 0 END AS t FROM seq_1_to_20000";
      const reading = finding({ query: killing }, { id: "int", t: "int" });
      await new Promise((resolve) => setTimeout(resolve, 1500));
      await server.kill("SLEEP(60)");
      expect(await reading).toMatch(/^database\/connection-lost/);
    });

    it("say that the server gave up", async () => {
      const { findings } = await read({
        connector: "mysql",
        params: { url: server.url(), query: "SELECT SLEEP(30) AS t", timeout: { months: 0, milliseconds: 200 } },
        columns: { t: "int" },
      });
      expect(findings.join()).toMatch(/^database\/timeout/);
    });
  });
});
