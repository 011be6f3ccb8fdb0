// `pipec doctor`: what is installed and usable here. Every probe does the real thing once and tells what it saw.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { availableParallelism, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { printTable } from "../output/table.ts";
import type { CommonOptions, Terminal } from "../terminal.ts";

type Status = "ok" | "missing" | "optional";

interface Finding {
  readonly what: string;
  readonly status: Status;
  readonly detail: string;
}

type Probe = () => string | Promise<string>;

const OLDEST_NODE = [20, 19] as const;

/** Packages that a spec may name; pipec works without them. */
const OPTIONAL_PACKAGES = ["pg", "mysql2", "@google-cloud/bigquery", "@google-cloud/storage", "@aws-sdk/client-s3"];

export async function diagnoseMachine(
  _args: readonly string[],
  _options: CommonOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const findings = [
    await probe("Node.js", probeNode),
    await probe("data engine (DuckDB)", probeDuckdb),
    await probe("worker threads", probeWorker),
    await probe("shared memory", () => `${new SharedArrayBuffer(1_024).byteLength} bytes shared`),
    await probe("store", probeStore),
    await probe("plots (Vega)", async () => `vega ${(await import("vega")).version}`),
    { what: "processor and memory", status: "ok" as const, detail: describeHardware() },
    ...OPTIONAL_PACKAGES.map(probeOptional),
  ];
  if (terminal.json) terminal.out(`${JSON.stringify({ version: 1, findings })}\n`);
  else
    terminal.out(
      printTable(
        [{ title: "" }, { title: "" }, { title: "" }],
        findings.map((finding) => row(finding, terminal)),
      ),
    );
  return findings.some(({ status }) => status === "missing") ? EXIT.findings : EXIT.fine;
}

function row({ what, status, detail }: Finding, { outColours }: Terminal): string[] {
  const mark = { ok: outColours.green("ok"), missing: outColours.red("missing"), optional: outColours.dim("optional") };
  return [what, mark[status], detail];
}

async function probe(what: string, run: Probe): Promise<Finding> {
  try {
    return { what, status: "ok", detail: await run() };
  } catch (error) {
    return {
      what,
      status: "missing",
      detail: error instanceof Error ? error.message.split("\n", 1)[0]! : String(error),
    };
  }
}

function probeNode(): string {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const [oldestMajor, oldestMinor] = OLDEST_NODE;
  if (major < oldestMajor || (major === oldestMajor && minor < oldestMinor))
    throw new Error(`${process.versions.node} is too old; ${oldestMajor}.${oldestMinor} or newer is needed`);
  return `${process.versions.node} on ${process.platform} ${process.arch}`;
}

async function probeDuckdb(): Promise<string> {
  const { DuckDBInstance } = await import("@duckdb/node-api");
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  const reader = await connection.runAndReadAll("SELECT version()");
  connection.closeSync();
  return String(reader.getRows()[0]?.[0]);
}

function probeWorker(): Promise<string> {
  return new Promise((resolve, reject) => {
    const worker = new Worker("require('node:worker_threads').parentPort.postMessage('ready')", { eval: true });
    worker.once("message", () => {
      resolve(`${availableParallelism()} usable`);
      void worker.terminate();
    });
    worker.once("error", reject);
  });
}

function probeStore(): string {
  mkdirSync(".pipec", { recursive: true });
  const folder = mkdtempSync(join(".pipec", "doctor-"));
  writeFileSync(join(folder, "probe"), "probe");
  rmSync(folder, { recursive: true });
  return `.pipec is writable, temporary files in ${tmpdir()}`;
}

const describeHardware = (): string => `${availableParallelism()} cores, ${Math.round(totalmem() / 2 ** 30)} GiB`;

function probeOptional(name: string): Finding {
  try {
    createRequire(import.meta.url).resolve(name);
    return { what: name, status: "ok", detail: "installed" };
  } catch {
    return { what: name, status: "optional", detail: `not installed; npm install ${name} when a spec needs it` };
  }
}
