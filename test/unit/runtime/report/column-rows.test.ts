import { describe, expect, it } from "vitest";
import { tableViews } from "../../../../runtime/report/column-rows.ts";
import { renderReport } from "../../../../runtime/report/render-report.ts";
import { drawSparkline } from "../../../../runtime/report/sparkline.ts";
import type { ColumnProfile, TableProfile } from "../../../../specs/quality.ts";
import { classifier, plan, record } from "./sample-record.ts";

const column = (name: string, more: Partial<ColumnProfile>): ColumnProfile => ({
  name,
  kind: "float",
  missing: 0,
  distinct: 3,
  distinctIsExact: true,
  min: null,
  max: null,
  mean: null,
  sd: null,
  histogram: null,
  levels: [],
  ...more,
});

const data: TableProfile = {
  rows: 200,
  columns: [
    column("visits", { missing: 30, min: 1, max: 9, mean: 4.5, histogram: { low: 1, high: 9, counts: [4, 0, 2] } }),
    column("since", { kind: "date", min: 0, max: 86_400_000, distinct: 1_000, distinctIsExact: false }),
    column("city", { kind: "category", levels: [{ value: "<Ulm>", count: 7 }] }),
  ],
};
const evaluation = { ...classifier, data };

describe("columns behind a task", () => {
  it("are described in the units of their type", () => {
    const [view] = tableViews([evaluation, evaluation]);
    expect(view!.columns).toMatchObject([
      { missing: "15.0 %", holes: true, min: "1", mean: "4.500", max: "9", bars: [1, 0, 0.5] },
      { missing: "0", holes: false, distinct: "about 1,000", min: "1970-01-01", mean: "", max: "1970-01-02", bars: [] },
      { min: "", bars: [1], shape: "Most frequent: <Ulm>: 7." },
    ]);
  });
  it("are shown once per task, and not for records without them", () => {
    expect(tableViews([evaluation, classifier, evaluation]).length).toBe(1);
  });
  it("are drawn without bars for values that do not occur", () => {
    const svg = drawSparkline([1, 0, 0.001], 'a "b" <c>');
    expect(svg.match(/<rect /g)?.length).toBe(2);
    expect(svg).toContain('aria-label="a &quot;b&quot; &lt;c>"');
    expect(drawSparkline([], "nothing")).toBe("");
  });
  it("stand in the HTML and the Markdown report", async () => {
    const input = { record: { ...record, evaluations: [evaluation] }, plan, name: "summary", sections: [] };
    const html = await renderReport(input, "html");
    expect(html).toContain('<svg class="spark"');
    expect(html).not.toContain("<Ulm>");
    expect(await renderReport(input, "markdown")).toContain("| visits | float | 15.0 % | 3 | 1 | 4.500 | 9 |");
  });
});
