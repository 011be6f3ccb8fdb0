import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { accountOf, dataFolder, findProgram, freePort, startServer } from "./server.ts";

const initdb = findProgram("/usr/lib/postgresql/*/bin/initdb", "/usr/bin/initdb", "/opt/homebrew/bin/initdb");
const postgres = findProgram("/usr/lib/postgresql/*/bin/postgres", "/usr/bin/postgres", "/opt/homebrew/bin/postgres");

export const hasPostgres = initdb !== null && postgres !== null;

export interface PostgresServer {
  readonly port: number;
  /** Of the owner of everything, or of another role. */
  readonly url: (role?: { readonly user: string; readonly password: string }) => string;
  readonly sql: (...statements: readonly string[]) => Promise<void>;
  readonly stop: () => Promise<void>;
}

const OWNER = { user: "owner", password: "owner-password" };

export async function startPostgres(): Promise<PostgresServer> {
  const account = accountOf("postgres");
  const folder = dataFolder("postgres", account);
  const port = await freePort();
  const passwordFile = join(folder, "password");
  writeFileSync(passwordFile, OWNER.password);
  execFileSync(
    initdb!,
    [
      "-D",
      join(folder, "data"),
      "-U",
      OWNER.user,
      "--auth=scram-sha-256",
      `--pwfile=${passwordFile}`,
      "-E",
      "UTF8",
      "--locale=C.UTF-8",
      "-N",
    ],
    { ...account, cwd: folder, stdio: "pipe" },
  );
  const url: PostgresServer["url"] = ({ user, password } = OWNER) =>
    `postgres://${user}:${encodeURIComponent(password)}@127.0.0.1:${port}/postgres`;
  const sql: PostgresServer["sql"] = async (...statements) => {
    const client = new pg.Client({ connectionString: url() });
    client.on("error", () => undefined);
    await client.connect();
    try {
      for (const statement of statements) await client.query(statement);
    } finally {
      await client.end();
    }
  };
  const server = await startServer({
    program: postgres!,
    args: ["-D", join(folder, "data"), "-h", "127.0.0.1", "-p", String(port), "-k", folder, "-c", "fsync=off"],
    account,
    folder,
    port,
    signal: "SIGINT",
    isReady: () => sql("SELECT 1"),
  });
  return { port, url, sql, stop: server.stop };
}
