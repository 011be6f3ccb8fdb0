// What `pipec prove` prints.
import { expect, it } from "vitest";
import { printProof } from "../../../cli/output/proof.ts";
import { createTerminal } from "../../../cli/terminal.ts";
import type { ProveLine } from "../../../runtime/index.ts";

const silent = { write: () => true };
const plain = createTerminal({ color: false }, { stdout: silent, stderr: silent, env: {} }).outColours;

const line = (check: ProveLine["check"], outcome: ProveLine["outcome"], note = ""): ProveLine => ({
  subject: "champion",
  check,
  outcome,
  note,
  evidence: { rows: 300 },
});

const result = { version: 1, file: "a.pipe", seed: 1, moments: 5, diagnostics: [] } as const;

it("says what held, with numbers, and why something was not tried", () => {
  const lines = [line("refit", "held"), line("predictions", "not-applicable", "the task has no time")];
  const text = printProof({ ...result, proved: true, lines }, plain);
  expect(text).toMatch(/the fit stays when rows outside its part change +champion +held +rows 300/);
  expect(text).toMatch(/not tried +the task has no time/);
  expect(text).toContain("✓ nothing moved that must not: 1 held, 0 violated, 1 not tried");
});

it("is no proof when something moved", () => {
  const text = printProof({ ...result, proved: false, lines: [line("features", "violated")] }, plain);
  expect(text).toContain("✗ not proved: 0 held, 1 violated, 0 not tried");
});
