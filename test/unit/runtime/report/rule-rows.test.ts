import { describe, expect, it } from "vitest";
import { ruleRows } from "../../../../runtime/report/rule-rows.ts";
import type { CheckOutcome, RuleOutcome } from "../../../../specs/quality.ts";

const rule = (more: Partial<RuleOutcome>): RuleOutcome => ({
  rule: "between",
  demand: "`x` lies between 0 and 9",
  severity: "error",
  passed: true,
  violations: 0,
  finding: "",
  sample: [],
  ...more,
});

describe("rules in a report", () => {
  it("come by severity, with the rows that break them", () => {
    const check: CheckOutcome = {
      kind: "check",
      passed: false,
      node: "quality",
      rows: 1_200,
      rules: [
        rule({}),
        rule({ severity: "warning", passed: false, violations: 1, finding: "the mean is 7" }),
        rule({ passed: false, violations: 1_100, sample: [3, 1_004].map((row) => ({ row, cells: { x: "10" } })) }),
      ],
    };
    expect(ruleRows([check]).map(({ outcome, found }) => [outcome, found])).toEqual([
      ["error", "1,100 of 1,200 rows: 3, 1,004, …"],
      ["warning", "the mean is 7"],
      ["held", "on all of 1,200 rows"],
    ]);
  });
});
