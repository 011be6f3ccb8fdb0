import { execFileSync } from "node:child_process";
import { join } from "node:path";
import mysql from "mysql2/promise";
import { accountOf, dataFolder, findProgram, freePort, startServer } from "./server.ts";

const install = findProgram("/usr/bin/mariadb-install-db", "/usr/local/bin/mariadb-install-db");
const mariadbd = findProgram("/usr/sbin/mariadbd", "/usr/local/bin/mariadbd");

export const hasMariadb = install !== null && mariadbd !== null;

export interface MysqlServer {
  readonly port: number;
  readonly url: (role?: { readonly user: string; readonly password: string }) => string;
  readonly sql: (...statements: readonly string[]) => Promise<void>;
  /** Breaks the connections whose statement contains the text. */
  readonly kill: (text: string) => Promise<void>;
  readonly stop: () => Promise<void>;
}

const OWNER = { user: "owner", password: "owner-password" };

export async function startMariadb(): Promise<MysqlServer> {
  const account = accountOf("mysql");
  const folder = dataFolder("mariadb", account);
  const data = join(folder, "data");
  const port = await freePort();
  const socketPath = join(folder, "socket");
  const user = account === null ? [] : ["--user=mysql"];
  execFileSync(install!, ["--no-defaults", `--datadir=${data}`, "--auth-root-authentication-method=normal", ...user], {
    cwd: folder,
    stdio: "pipe",
  });
  const inside = async (address: Parameters<typeof mysql.createConnection>[0], statements: readonly string[]) => {
    const connection = await mysql.createConnection(address as mysql.ConnectionOptions);
    try {
      for (const statement of statements) await connection.query(statement);
    } finally {
      await connection.end();
    }
  };
  const asRoot = (...statements: readonly string[]): Promise<void> => inside({ socketPath, user: "root" }, statements);
  const server = await startServer({
    program: mariadbd!,
    args: [
      "--no-defaults",
      ...user,
      `--datadir=${data}`,
      `--socket=${socketPath}`,
      `--port=${port}`,
      "--bind-address=127.0.0.1",
      "--skip-name-resolve",
      "--innodb-flush-log-at-trx-commit=0",
      `--pid-file=${join(folder, "pid")}`,
    ],
    account: null,
    folder,
    port,
    isReady: () => asRoot("SELECT 1"),
  });
  await asRoot(
    "CREATE DATABASE shop CHARACTER SET utf8mb4",
    `CREATE USER '${OWNER.user}'@'%' IDENTIFIED BY '${OWNER.password}'`,
    `GRANT ALL PRIVILEGES ON *.* TO '${OWNER.user}'@'%' WITH GRANT OPTION`,
  );
  const url: MysqlServer["url"] = ({ user: name, password } = OWNER) =>
    `mysql://${name}:${encodeURIComponent(password)}@127.0.0.1:${port}/shop`;
  return {
    port,
    url,
    sql: (...statements) => inside({ uri: url(), timezone: "Z" }, statements),
    kill: async (text) => {
      const connection = await mysql.createConnection({ socketPath, user: "root" });
      const [found] = await connection.query<mysql.RowDataPacket[]>(
        "SELECT id FROM information_schema.processlist WHERE user = ? AND info LIKE ?",
        [OWNER.user, `%${text}%`],
      );
      for (const { id } of found) await connection.query(`KILL ${Number(id)}`);
      await connection.end();
    },
    stop: server.stop,
  };
}
