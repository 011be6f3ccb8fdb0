// What the report calls the model's own measure of its features.
import { expect, it } from "vitest";
import { chartImportance } from "../../../../runtime/report/charts/errors.ts";
import { renderSvg } from "../../../../runtime/report/render-svg.ts";
import { classifier } from "./sample-record.ts";

const subject = {
  ...classifier.subjects[0]!,
  importance: [
    { feature: "income", value: -3e14 },
    { feature: "age", value: 1e14 },
  ],
};

it("gains are shares of all gain, whatever their unit", async () => {
  const gains = subject.importance.map(({ feature, value }) => ({ feature, value: Math.abs(value) }));
  const chart = chartImportance({ ...subject, importance: gains, importanceMeasure: "gain" })!;
  expect(chart.spec).toMatchObject({ data: { values: [{ value: 0.75 }, { value: 0.25 }] } });
  expect(await renderSvg(chart, "k")).toContain(">share of the gain<");
});

it("coefficients stay what they are, and are called so", async () => {
  const chart = chartImportance({ ...subject, importanceMeasure: "coefficient" })!;
  expect(chart.description).toMatch(/^Coefficients of the features as they reach the model/);
  expect(chart.spec).toMatchObject({ data: { values: [{ value: -3e14 }, { value: 1e14 }] } });
  const svg = await renderSvg(chart, "k");
  expect(svg).toContain(">coefficient<");
  // Zeros that nobody counts are no part of a label.
  expect(svg).toContain(">−2e14<");
  expect(svg).not.toContain("000,000");
});

it("no sum of gains is no division by it", () => {
  const importance = [{ feature: "age", value: 0 }];
  const chart = chartImportance({ ...subject, importance, importanceMeasure: "gain" })!;
  expect(chart.spec).toMatchObject({ data: { values: [{ value: 0 }] } });
});
