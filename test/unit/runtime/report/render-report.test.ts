import { describe, expect, it } from "vitest";
import { renderReport } from "../../../../runtime/report/render-report.ts";
import type { RunRecord } from "../../../../specs/run-record.ts";
import { plan, record } from "./sample-record.ts";

const input = { record, plan, name: "summary", sections: [] };
const EVIL = '<script>alert("x")</script>';

describe("HTML report", () => {
  it("is one file that loads nothing and holds every part", async () => {
    const html = await renderReport(input, "html");
    expect(html.match(/<script|<link|<img|url\((?!#)|@import/g)).toBeNull();
    expect(html.match(/<svg role="img" aria-label="/g)?.length).toBeGreaterThanOrEqual(10);
    for (const part of [
      "That is 67.1 % better than seasonal_naive(12)",
      "Forecast and actual values of passengers",
      "ROC curve",
      "Calibration",
      "Confusion matrix",
      "Search history",
      "Hyperparameters of linear",
      "1 proved, 1 checked, 0 attested, 1 unknown",
      "customers return",
      "data/duplicate-time",
      "The year nobody has seen.",
      "looked at 2 times",
    ])
      expect(html.includes(part), part).toBe(true);
  });

  it("has no id twice", async () => {
    const ids = [...(await renderReport(input, "html")).matchAll(/\bid="([^"]+)"/g)].map((match) => match[1]);
    expect(ids.length).toBe(new Set(ids).size);
  });

  it("is the same text every time", async () => {
    const [first, second] = [await renderReport(input, "html"), await renderReport(input, "html")];
    expect(first === second).toBe(true);
  });

  it("draws with colours of the page only", async () => {
    const html = await renderReport(input, "html");
    expect(html.includes('stroke="var(--series-1)"')).toBe(true);
    expect(html.match(/#0[1-9ab]0[1-9ab]0[1-9ab]/g)).toBeNull();
  });

  it("escapes everything that users and data may have written", async () => {
    const evil: RunRecord = {
      ...record,
      pipeline: { name: EVIL, title: EVIL },
      evaluations: record.evaluations.map((one) => ({
        ...one,
        target: EVIL,
        subjects: one.subjects.map((s) => ({ ...s, name: EVIL })),
      })),
      searches: record.searches.map((one) => ({ ...one, trials: one.trials.map((t) => ({ ...t, model: EVIL })) })),
      allowed: [{ ...record.allowed[0]!, id: EVIL, reason: EVIL }],
    };
    const html = await renderReport({ ...input, record: evil }, "html");
    expect(html.includes("<script")).toBe(false);
    expect(html.includes("&lt;script")).toBe(true);
  });

  it("shows every model that is judged, by name", async () => {
    const [first] = record.evaluations;
    const second = { ...first!.subjects[0]!, name: "runner_up" };
    const both = { ...record, evaluations: [{ ...first!, subjects: [first!.subjects[0]!, second] }] };
    const html = await renderReport({ ...input, record: both }, "html");
    for (const part of [
      "runner_up forecasts passengers",
      "Predicted and actual: champion",
      "Predicted and actual: runner_up",
      "What the model looks at: runner_up",
      '<th scope="row">runner_up</th><td>quarter</td><td>Q1</td>',
    ])
      expect(html.includes(part), part).toBe(true);
  });

  it("works with nothing to show", async () => {
    const empty: RunRecord = {
      ...record,
      evaluations: [],
      searches: [],
      published: [],
      certificate: [],
      allowed: [],
      diagnostics: [],
      data: [],
    };
    const html = await renderReport({ ...input, record: empty }, "html");
    expect(html).toContain("No rule of the spec and no run-time contract found anything wrong");
  });

  it("shows only the sections that were asked for", async () => {
    const html = await renderReport({ ...input, sections: ["risk"] }, "html");
    expect(html.includes("Evaluation risk")).toBe(true);
    expect(html.includes("Evaluation final")).toBe(false);
  });
});

it("writes Markdown without markup of users", async () => {
  const markdown = await renderReport(
    { ...input, record: { ...record, pipeline: { name: "p", title: "a|b <i>" } } },
    "markdown",
  );
  expect(markdown).toContain("# a\\|b \\<i\\>");
  expect(markdown).toContain("| champion | 15.73 (11.83 to 19.63) | 19.20 (14.80 to 23.60) |");
  expect(markdown).toContain("1 proved, 1 checked, 0 attested, 1 unknown; 1 allowed by the author.");
});

it("writes JSON that holds the record", async () => {
  const json: unknown = JSON.parse(await renderReport(input, "json"));
  expect(json).toMatchObject({ version: 1, name: "summary", record: { id: record.id } });
});
