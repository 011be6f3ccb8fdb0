// The end of `pipec prove`: what was tried on the data, and what moved.
import { printEvidence } from "../../runtime/contracts/certificate.ts";
import type { ProveLine, ProveResult } from "../../runtime/index.ts";
import type { Colours } from "../terminal.ts";
import { printTable } from "./table.ts";

const WHAT: Readonly<Record<ProveLine["check"], string>> = {
  features: "features stay when later or judged rows change",
  predictions: "predictions stay when later rows change",
  refit: "the fit stays when rows outside its part change",
  "shuffled-labels": "no skill on shuffled labels",
  "batch-of-one": "a row alone is predicted as in a batch",
};

export function printProof({ lines, proved }: ProveResult, colours: Colours): string {
  const mark = { held: colours.green("held"), violated: colours.red("violated"), "not-applicable": "not tried" };
  const table = printTable(
    [{ title: "what" }, { title: "of" }, { title: "result" }, { title: "numbers" }],
    lines.map((line) => [
      WHAT[line.check],
      line.subject,
      mark[line.outcome],
      line.outcome === "not-applicable" ? line.note : printEvidence(line.evidence),
    ]),
  );
  const count = (outcome: ProveLine["outcome"]): number => lines.filter((line) => line.outcome === outcome).length;
  const verdict = proved ? colours.green("✓ nothing moved that must not") : colours.red("✗ not proved");
  return `${table}\n${verdict}: ${count("held")} held, ${count("violated")} violated, ${count("not-applicable")} not tried\n`;
}
