import { describe, expect, it } from "vitest";
import { chartDependence, chartPermutation, chartShap } from "../../../../runtime/report/charts/explanations.ts";
import { renderReport } from "../../../../runtime/report/render-report.ts";
import { renderSvg } from "../../../../runtime/report/render-svg.ts";
import type { Explanation } from "../../../../specs/explanation.ts";
import { classifier, plan, record } from "./sample-record.ts";

const explanation: Explanation = {
  rows: 1_200,
  permutation: {
    metric: "roc_auc",
    repeats: 2,
    features: [
      { feature: "visits", value: 0.12 },
      { feature: "age", value: 0 },
      { feature: "<b>", value: -0.01 },
    ],
  },
  dependence: [
    {
      feature: "visits",
      output: "yes",
      kind: "number",
      points: [
        { at: 1, mean: 0.2 },
        { at: 5, mean: 0.4 },
      ],
    },
    {
      feature: "city",
      output: "yes",
      kind: "category",
      points: [
        { at: "Ulm", mean: 0.3 },
        { at: "Bonn", mean: 0.2 },
      ],
    },
  ],
  shap: {
    rows: 3,
    output: "yes",
    features: [
      {
        feature: "visits",
        mean: 0.5,
        points: [
          { shap: 0.5, rank: 1 },
          { shap: 0.5, rank: 0.5 },
          { shap: -0.5, rank: null },
        ],
      },
    ],
  },
};
const subject = { ...classifier.subjects[0]!, explanation };

describe("charts of explanations", () => {
  it("say in the unit of the metric what a feature is worth", async () => {
    const chart = chartPermutation(subject, { ...classifier, metrics: [{ name: "roc_auc", direction: "maximize" }] })!;
    expect(chart.description).toBe(
      "How far roc_auc falls when a feature’s values are shuffled among 1,200 judged rows, mean of 2 shuffles. The largest 2 of 3.",
    );
    expect(await renderSvg(chart, "k")).toContain("roc_auc falls by");
  });
  it("lay points of one value side by side and colour them by the feature", async () => {
    const { spec } = chartShap(subject)!;
    expect(spec).toMatchObject({
      layer: [
        {},
        {
          data: {
            values: [
              { lane: 0, level: "high", strength: 1 },
              { lane: 1, level: "low", strength: 0.25 },
              { lane: 0, level: "none" },
            ],
          },
        },
      ],
    });
  });
  it("draw panels on one scale", () => {
    const { spec } = chartDependence(subject, classifier)!;
    expect(JSON.stringify(spec).match(/"domain":\[0\.19,0\.41\d*\]/g)?.length).toBe(2);
  });
  it("show where a feature is missing: as a level of its own, or as a line", async () => {
    const dependence = explanation.dependence.map((one) => ({ ...one, missing: 0.6 }));
    const chart = chartDependence({ ...subject, explanation: { ...explanation, dependence } }, classifier)!;
    expect(chart.description).toContain("A dashed line is the mean where the feature is missing.");
    expect(chartDependence(subject, classifier)!.description).not.toContain("missing");
    const svg = await renderSvg(chart, "k");
    expect(svg).toContain(">(missing)<");
    expect(svg).toContain('stroke-dasharray="4,4"');
  });
  it("are left out of records without them", () => {
    expect(chartPermutation(classifier.subjects[0]!, classifier)).toBeNull();
    expect(chartShap({ ...subject, explanation: null })).toBeNull();
    expect(chartDependence({ ...subject, explanation: { ...explanation, dependence: [] } }, classifier)).toBeNull();
  });
  it("stand in the HTML report, and the ranking in the Markdown one", async () => {
    const explained = { ...record, evaluations: [{ ...classifier, subjects: [subject] }] };
    const input = { record: explained, plan, name: "summary", sections: [] };
    const html = await renderReport(input, "html");
    for (const title of ["What the score rests on", "How far features push predictions", "Partial dependence"])
      expect(html).toContain(title);
    expect(html).not.toContain("<b>");
    expect(await renderReport(input, "markdown")).toContain("| visits | 0.1200 |");
  });
});
