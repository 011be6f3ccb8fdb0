// Object storage that speaks S3, by the server of moto: pip install "moto[server]"
// `moto_server` is taken from the PATH, or from the file that MOTO_SERVER names. It is started here, on the loopback address.
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { CreateBucketCommand, DeleteObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newStore, runSpec } from "./support/run-spec.ts";
import { dataFolder, freePort, type RunningServer, startServer } from "./support/server.ts";

const candidates = [
  process.env.MOTO_SERVER,
  ...(process.env.PATH ?? "").split(delimiter).map((folder) => join(folder, "moto_server")),
];
const program = candidates.find((path) => path !== undefined && existsSync(path)) ?? null;

if (program === null) console.warn('SKIPPED: moto_server is not installed (pip install "moto[server]")');

const SPEC = `
pipeline sales
source sales = csv("s3://shop/sales/**/*.csv") {
  units: int
  region: category
  year: int
}
check complete = sales { row_count(min: 1) }
predict nothing = flat on sales { keep: [units, region, year] }
task guess = regress(units, from: sales)
split s = holdout(guess, test: 50%)
fit flat = dummy() on s.dev
`;

describe.skipIf(program === null)("s3", () => {
  let server: RunningServer;
  let client: S3Client;
  let env: Record<string, string>;
  const put = (key: string, text: string) =>
    client.send(new PutObjectCommand({ Bucket: "shop", Key: key, Body: text }));

  beforeAll(async () => {
    const port = await freePort();
    const endpoint = `http://127.0.0.1:${port}`;
    env = {
      AWS_ENDPOINT_URL: endpoint,
      AWS_ACCESS_KEY_ID: "an-id",
      AWS_SECRET_ACCESS_KEY: "a-secret-key",
      AWS_REGION: "eu-central-1",
    };
    server = await startServer({
      program: program!,
      args: ["-H", "127.0.0.1", "-p", String(port)],
      account: null,
      folder: dataFolder("moto", null),
      port,
      isReady: async () => {
        await fetch(endpoint);
      },
    });
    const credentials = { accessKeyId: "an-id", secretAccessKey: "a-secret-key" };
    client = new S3Client({ endpoint, forcePathStyle: true, region: "eu-central-1", credentials });
    await client.send(
      new CreateBucketCommand({
        Bucket: "shop",
        CreateBucketConfiguration: { LocationConstraint: "eu-central-1" },
      }),
    );
    await put("sales/region=eu/year=2024/a.csv", "units\n1\n2\n3\n4\n");
    await put("sales/region=us/year=2025/b.csv", "units\n5\n6\n7\n8\n");
    await put("other/c.csv", "units\n9\n");
    await put("sales/readme.txt", "no table");
  });
  afterAll(async () => {
    client?.destroy();
    await server?.stop();
  });

  it("reads what a pattern stands for, folders as columns, and computes again only what changed", async () => {
    const store = newStore();
    const first = await runSpec(SPEC, env, store);
    expect(first.findings).toEqual([]);
    const files = first.record.data[0]!.files.map(({ path }) => path);
    expect(files).toEqual(["s3://shop/sales/region=eu/year=2024/a.csv", "s3://shop/sales/region=us/year=2025/b.csv"]);
    const second = await runSpec(SPEC, env, store);
    expect(second.record.nodes.filter(({ status }) => status === "done").map(({ id }) => id)).toEqual([]);
    await put("sales/region=us/year=2025/b.csv", "units\n50\n60\n70\n80\n");
    const third = await runSpec(SPEC, env, store);
    expect(third.record.nodes.find(({ id }) => id === "sales")?.status).toBe("done");
    expect(third.record.data[0]!.hash).not.toBe(first.record.data[0]!.hash);
    await client.send(new DeleteObjectCommand({ Bucket: "shop", Key: "sales/region=us/year=2025/b.csv" }));
    const fourth = await runSpec(SPEC, env, store);
    expect(fourth.record.data[0]!.files).toHaveLength(1);
  });

  it("names what is not there, and shows no key", async () => {
    const absent = await runSpec(SPEC.replaceAll("sales/**/*.csv", "nothing/*.csv"), env);
    expect(absent.findings.map(({ id, message }) => `${id}: ${message}`)).toEqual([
      "data/no-files: no file fits `s3://shop/nothing/*.csv`",
    ]);
    const missing = await runSpec(SPEC.replaceAll("sales/**/*.csv", "sales/none.csv"), env);
    expect(missing.findings[0]?.message).toBe(
      "`s3://shop/sales/none.csv` cannot be fetched: the store answers 404 NoSuchKey",
    );
    const bucket = await runSpec(SPEC.replaceAll("s3://shop", "s3://nobody"), env);
    expect(bucket.findings[0]?.message).toContain("the store answers 404 NoSuchBucket");
    for (const run of [absent, missing, bucket]) {
      expect(JSON.stringify([run.plan, run.record, run.events])).not.toMatch(/an-id|a-secret-key/);
    }
  });
});
