// Servers that a test starts for itself: on the loopback address, on a free port, with a data folder of their own.
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** Database servers refuse to run as root; their packages bring an account. Null when this process is nobody special. */
export function accountOf(name: string): Account | null {
  if (process.getuid?.() !== 0) return null;
  const id = (flag: string): number => Number(execFileSync("id", [flag, name], { encoding: "utf8" }));
  return { uid: id("-u"), gid: id("-g") };
}

export function dataFolder(name: string, account: Account | null): string {
  const folder = mkdtempSync(join(tmpdir(), `pipec-${name}-`));
  if (account !== null) chownSync(folder, account.uid, account.gid);
  return folder;
}

/** The first of these programs that is there; `*` stands for the newest version in a folder. */
export function findProgram(...candidates: readonly string[]): string | null {
  return candidates.flatMap(expand).find(existsSync) ?? null;
}

function expand(path: string): readonly string[] {
  const [before, after] = path.split("*");
  if (before === undefined || after === undefined) return [path];
  if (!existsSync(before)) return [];
  return readdirSync(before)
    .sort((a, b) => Number(b) - Number(a))
    .map((version) => `${before}${version}${after}`);
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}

export interface RunningServer {
  readonly port: number;
  readonly folder: string;
  readonly stop: () => Promise<void>;
}

export interface ServerCommand {
  readonly program: string;
  readonly args: readonly string[];
  readonly account: Account | null;
  readonly folder: string;
  readonly port: number;
  readonly env?: Readonly<Record<string, string>>;
  /** What ends it at once, without waiting for its clients. */
  readonly signal?: NodeJS.Signals;
  /** Rejects as long as the server is not ready. */
  readonly isReady: () => Promise<void>;
}

const PATIENCE = 60_000;
const PAUSE = 100;

export async function startServer(command: ServerCommand): Promise<RunningServer> {
  const { program, args, account, folder, port, isReady, env, signal = "SIGTERM" } = command;
  const child = spawn(program, args, {
    ...account,
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...env },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (output += String(data)));
  const stop = async (): Promise<void> => {
    await ended(child, signal);
    rmSync(folder, { recursive: true, force: true });
  };
  for (let waited = 0; ; waited += PAUSE) {
    if (child.exitCode !== null || waited > PATIENCE) {
      await stop();
      throw new Error(`${program} did not start: ${output.slice(-2000)}`);
    }
    try {
      await isReady();
      return { port, folder, stop };
    } catch {
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
  }
}

function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve();
    child.once("exit", () => resolve());
    child.kill(signal);
    setTimeout(() => child.kill("SIGKILL"), 10_000).unref();
  });
}
