// The part of BigQuery's HTTP interface that a query needs, over rows in memory: https://cloud.google.com/bigquery/docs/reference/rest
// It computes no SQL: every query answers all rows, with the columns that it selects, page by page. What is tried is the
// official client with our use of it: credentials, requests, waiting, pages, types, errors.
import { mkdtempSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface FakeField {
  readonly name: string;
  readonly type: string;
  readonly mode?: string;
}

export interface FakeBigQuery {
  /** What the client reads: where the service is, and credentials. */
  readonly env: Readonly<Record<string, string>>;
  /** Queries that were asked, dry ones too. */
  readonly queries: string[];
  /** The next requests are refused so, instead of being answered. */
  refuse: { readonly status: number; readonly reason: string; readonly message: string } | null;
  readonly stop: () => Promise<void>;
}

export async function startFakeBigQuery(
  fields: readonly FakeField[],
  rows: readonly (readonly (string | null)[])[],
): Promise<FakeBigQuery> {
  const queries: string[] = [];
  const jobs = new Map<string, { readonly fields: readonly FakeField[]; waits: number }>();
  const server = createServer((request, response) => {
    void handle(request).then(({ status, body }) => answer(response, status, body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const handle = async (request: IncomingMessage): Promise<{ status: number; body: unknown }> => {
    const url = new URL(request.url ?? "/", origin);
    const body = await bodyOf(request);
    if (url.pathname === "/token") {
      return {
        status: 200,
        body: {
          access_token: "fake-token",
          issued_token_type: "urn:ietf:params:oauth:token-type:access_token",
          token_type: "Bearer",
          expires_in: 3600,
        },
      };
    }
    if (request.headers.authorization !== "Bearer fake-token") return failure(401, "authError", "no credentials");
    if (fake.refuse !== null) return failure(fake.refuse.status, fake.refuse.reason, fake.refuse.message);
    if (request.method === "POST" && url.pathname.endsWith("/queries")) {
      const { query, dryRun, maxResults } = JSON.parse(body) as { query: string; dryRun?: boolean; maxResults: number };
      queries.push(query);
      const selected = selectedFields(query, fields);
      if (dryRun === true) return { status: 200, body: { jobComplete: true, schema: { fields: selected } } };
      const jobId = `job${jobs.size}`;
      jobs.set(jobId, { fields: selected, waits: 1 });
      // Never at once, so that waiting is tried too.
      return { status: 200, body: { jobComplete: false, jobReference: { jobId, location: "EU" }, maxResults } };
    }
    const job = jobs.get(url.pathname.split("/").at(-1) ?? "");
    if (job === undefined || url.searchParams.get("location") !== "EU")
      return failure(404, "notFound", "Not found: Job");
    if (job.waits-- > 0) return { status: 200, body: { jobComplete: false, jobReference: { jobId: "x" } } };
    return { status: 200, body: page(job.fields, Number(url.searchParams.get("pageToken") ?? 0)) };
  };

  const page = (selected: readonly FakeField[], from: number): unknown => {
    const size = 3;
    const part = rows.slice(from, from + size).map((row) => ({
      f: selected.map(({ name }) => ({ v: row[fields.findIndex((field) => field.name === name)] })),
    }));
    const more = from + size < rows.length ? { pageToken: String(from + size) } : {};
    return { jobComplete: true, schema: { fields: selected }, totalRows: String(rows.length), rows: part, ...more };
  };

  const folder = mkdtempSync(join(tmpdir(), "pipec-bigquery-"));
  writeFileSync(join(folder, "subject"), "subject-token");
  writeFileSync(
    join(folder, "credentials.json"),
    JSON.stringify({
      type: "external_account",
      audience: "//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/p",
      subject_token_type: "urn:ietf:params:oauth:token-type:jwt",
      token_url: `${origin}/token`,
      credential_source: { file: join(folder, "subject") },
    }),
  );
  const fake: FakeBigQuery = {
    env: { BIGQUERY_EMULATOR_HOST: origin, GOOGLE_APPLICATION_CREDENTIALS: join(folder, "credentials.json") },
    queries,
    refuse: null,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
  return fake;
}

function selectedFields(query: string, fields: readonly FakeField[]): readonly FakeField[] {
  const names = [...query.matchAll(/q\.`(\w+)`(?=.* FROM )/gs)].map(([, name]) => name);
  if (names.length === 0) return fields;
  return names.map((name) => fields.find((field) => field.name === name)!);
}

const failure = (code: number, reason: string, message: string): { status: number; body: unknown } => ({
  status: code,
  body: { error: { code, message, errors: [{ reason, message }] } },
});

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
}
