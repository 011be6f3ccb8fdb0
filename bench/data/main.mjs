// One run of the spec in this process: node main.mjs BUNDLE SPEC STORE MEMORY_GB. Prints JSON on the last line.
import { pathToFileURL } from "node:url";

const [bundle, spec, store, gigabytes] = process.argv.slice(2);
const url = pathToFileURL(bundle);
const start = performance.now();
const { runSpec } = await import(url.href);
const record = await runSpec(spec, store, 2, Number(gigabytes) * 2 ** 30, url);
const errors = record.diagnostics.filter(({ severity }) => severity === "error");
const { user, system } = process.cpuUsage();
console.log(
  JSON.stringify({
    seconds: (performance.now() - start) / 1000,
    processor: (user + system) / 1e6,
    status: record.status,
    errors,
    nodes: record.nodes.map(({ id, op, milliseconds }) => [op, id, milliseconds]).filter(([, , ms]) => ms > 100),
    contracts: record.contracts[0]?.verdicts.map(({ contract, outcome, note }) => [contract, outcome, note]),
    evaluations: record.evaluations,
    peak: process.resourceUsage().maxRSS * 1024,
  }),
);
