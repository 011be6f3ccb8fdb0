// Whole runs on PostgreSQL (apt-get install postgresql): what is computed again, what is not, and that no run leaves a secret.
// The command line is the built one (npm run build).
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hasPostgres, type PostgresServer, startPostgres } from "./support/postgres-server.ts";
import { newStore, runSpec } from "./support/run-spec.ts";

const PIPEC = fileURLToPath(new URL("../../dist/pipec.js", import.meta.url));
const isReady = hasPostgres && existsSync(PIPEC);
if (!isReady) console.warn("SKIPPED: needs PostgreSQL (apt-get install postgresql) and dist/pipec.js (npm run build)");

const SECRET = "s3cr3t-Zebra/Quagga";
const ROLE = { user: "wildlife", password: SECRET };

const spec = (params: string): string => `pipeline orders

source orders = postgres(secret("DATABASE_URL"), ${params}) {
  id: int @id
  amount: float
  big: bool @target
}

task size = classify(big, from: orders, positive: true)

split cut = holdout(size, test: 25%, seed: 1)

fit m = logistic() on cut.train

evaluate score = m on cut.test {
  metrics: [accuracy]
}

report page = html([score])
`;

describe.skipIf(!isReady)("runs on a database", () => {
  let server: PostgresServer;

  beforeAll(async () => {
    server = await startPostgres();
    await server.sql(
      `CREATE ROLE ${ROLE.user} LOGIN PASSWORD '${SECRET}'`,
      "CREATE TABLE orders (id integer PRIMARY KEY, amount float8, big boolean, unused text)",
      "INSERT INTO orders SELECT g, 100 * sin(g), sin(g) > 0.2 AND g % 7 > 0, 'x' FROM generate_series(1, 400) AS g",
      `GRANT SELECT ON orders TO ${ROLE.user}`,
    );
  });
  afterAll(() => server?.stop());

  const statuses = (record: Awaited<ReturnType<typeof runSpec>>["record"]): Record<string, string> =>
    Object.fromEntries(record.nodes.map(({ id, status }) => [id, status]));

  it("compute again what depends on rows that changed, and nothing else", async () => {
    const store = newStore();
    const text = spec('table: "orders"');
    const run = () => runSpec(text, { DATABASE_URL: server.url(ROLE) }, store);
    const first = await run();
    expect(first.findings).toEqual([]);
    expect(first.record.status).toBe("done");
    const second = await run();
    expect(statuses(second.record)).toMatchObject({ score: "cached" });
    // A report is written from the record of its run.
    const done = second.record.nodes.filter(({ status, op }) => status === "done" && op !== "report");
    expect(done.map(({ id }) => id)).toEqual([]);
    // A column that nobody declared changes nothing.
    await server.sql("UPDATE orders SET unused = 'y'");
    expect(statuses((await run()).record)).toMatchObject({ score: "cached" });
    await server.sql("UPDATE orders SET amount = amount + 1 WHERE id = 1");
    expect(statuses((await run()).record)).toMatchObject({ orders: "done", m: "done", score: "done" });
    // The same rows on another way to them.
    const elsewhere = await runSpec(text, { DATABASE_URL: server.url() }, store);
    expect(statuses(elsewhere.record)).toMatchObject({ score: "cached" });
  });

  it("do not even read the rows where a version stands for them", async () => {
    const store = newStore();
    const text = spec('table: "orders", version: "SELECT count(*) FROM orders"');
    const run = () => runSpec(text, { DATABASE_URL: server.url(ROLE) }, store);
    expect((await run()).record.status).toBe("done");
    await server.sql("ALTER TABLE orders RENAME COLUMN amount TO moved");
    expect(statuses((await run()).record)).toMatchObject({ score: "cached" });
    await server.sql("ALTER TABLE orders RENAME COLUMN moved TO amount");
  });

  it("take no other statement for a version", async () => {
    for (const version of ["COMMIT", "SET TRANSACTION READ WRITE", "SELECT 1; DELETE FROM orders"]) {
      const text = spec(`table: "orders", version: "${version}"`);
      const { record } = await runSpec(text, { DATABASE_URL: server.url() }, newStore());
      expect(record.diagnostics.map(({ id }) => id)).toEqual(["database/refused-query"]);
    }
  });

  describe("leave no secret", () => {
    const parts = [SECRET, encodeURIComponent(SECRET), ROLE.user];

    /** Everything that a run prints and writes. */
    function traces(
      text: string,
      url: string,
      ...args: readonly string[]
    ): { readonly code: number | null; readonly text: string } {
      const folder = mkdtempSync(join(tmpdir(), "pipec-secret-"));
      writeFileSync(join(folder, "spec.pipe"), text);
      const { status, stdout, stderr } = spawnSync(process.execPath, [PIPEC, ...args, "spec.pipe"], {
        cwd: folder,
        encoding: "utf8",
        env: { ...process.env, DATABASE_URL: url, NO_COLOR: "1" },
      });
      const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
      // Bytes as they are: the secret is plain ASCII.
      const written = files.map((file) => readFileSync(join(file.parentPath, file.name), "latin1"));
      return { code: status, text: [stdout, stderr, ...written].join("\n") };
    }

    const expectClean = (text: string): void => {
      for (const part of parts) expect(text.includes(part)).toBe(false);
    };

    it("when all is well", () => {
      for (const args of [["run", "--verbose"], ["run", "--json"], ["plan", "--graph", "json"], ["check"], ["prove"]]) {
        const { code, text } = traces(spec('table: "orders"'), server.url(ROLE), ...args);
        expect({ args, code }).toEqual({ args, code: 0 });
        expectClean(text);
      }
    });

    it.each([
      { what: "wrong password", role: { ...ROLE, password: `${SECRET}!` }, table: "orders", id: "database/denied" },
      { what: "unknown role", role: { ...ROLE, user: `${ROLE.user}s` }, table: "orders", id: "database/denied" },
      { what: "unknown table", role: ROLE, table: "nothing", id: "database/unknown-table" },
    ])("on $what", ({ role, table, id }) => {
      const { code, text } = traces(spec(`table: "${table}"`), server.url(role), "run", "--verbose");
      expect(code).toBe(1);
      expect(text).toContain(id);
      expect(text).toContain("spec.pipe:3");
      expectClean(text);
    });

    it("when the server, its name or the address is wrong", () => {
      const login = `${ROLE.user}:${encodeURIComponent(SECRET)}`;
      for (const [url, id] of [
        [`postgres://${login}@127.0.0.1:1/postgres`, "database/unreachable"],
        [`postgres://${login}@no-such-host.invalid/postgres`, "database/unreachable"],
        [`postgres://${login}@127.0.0.1:${server.port}/nowhere`, "database/unknown-table"],
        [`postgres://${login}@127.0.0.1:notaport/postgres`, "database/"],
      ] as const) {
        const { code, text } = traces(spec('table: "orders"'), url, "run", "--verbose");
        expect({ url, code }).toEqual({ url, code: 1 });
        expect(text).toContain(id);
        expectClean(text);
      }
    });
  });
});
