import pc from "picocolors";
import { expect, it } from "vitest";
import { printRunSummary } from "../../../cli/output/run-summary.ts";
import { record } from "../runtime/report/sample-record.ts";

const plain = pc.createColors(false);
const summary = printRunSummary(record, { reports: [".pipec/reports/airline/summary.html"], warnings: 1 }, plain);

it("holds what was found, how sure it is, and what beat what", () => {
  for (const line of [
    "winner: linear",
    "model.alpha",
    "forecast passengers, 13 forecast origins of the sealed test partition",
    "67.1 % better, difference -38.20 to -25.40",
    "62.0 % better, within noise: difference -64 to 1.100 includes 0",
    "airline_year_ahead version 1, alias production",
    "12 rows of next_year, out/next.csv",
    ".pipec/reports/airline/summary.html",
    "1 proved, 1 checked, 0 attested, 1 unknown; 1 finding allowed by hand",
    "looked at 2 times",
    "quarter = Q1",
  ])
    expect(summary).toContain(line);
});

it("says plainly when the model does not beat the baseline", () => {
  const [evaluation] = record.evaluations;
  const comparison = { ...evaluation!.comparisons[0]!, better: false, interval: { low: -3, high: 1, level: 0.95 } };
  const undecided = { ...record, evaluations: [{ ...evaluation!, comparisons: [comparison] }] };
  expect(printRunSummary(undecided, { reports: [], warnings: 0 }, plain)).toContain(
    "The test does not show that the model beats the baseline",
  );
  const alone = { ...record, evaluations: [{ ...evaluation!, comparisons: [], baselines: [] }] };
  expect(printRunSummary(alone, { reports: [], warnings: 0 }, plain)).toContain("No baseline: add `against:`");
});

it("says which contracts did not hold on the data", () => {
  const verdict = { contract: "disjoint-rows", check: "RC1", id: "leak/overlapping-partitions", entries: [] } as const;
  const verdicts = [
    { ...verdict, outcome: "held", severity: null, note: "", evidence: {} },
    { ...verdict, contract: "no-duplicate-rows", outcome: "violated", severity: "warning", note: "", evidence: {} },
  ] as const;
  const looked = {
    ...record,
    contracts: [{ kind: "contracts", node: "cv/contracts", split: "cv", verdicts }],
  } as const;
  expect(printRunSummary(looked, { reports: [], warnings: 0 }, plain)).toMatch(
    /contracts +1 held on the data; not no-duplicate-rows \(warning\)/,
  );
});

it("explains why nothing was published", () => {
  const refused = {
    ...record,
    published: [
      { ...record.published[0]!, published: false, version: null, reason: "`final.mae < final.baseline.mae` is false" },
    ],
  };
  expect(printRunSummary(refused, { reports: [], warnings: 0 }, plain)).toContain(
    "not published, `final.mae < final.baseline.mae` is false",
  );
});
