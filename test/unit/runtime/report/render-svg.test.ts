import { expect, it } from "vitest";
import { chartConfusion } from "../../../../runtime/report/charts/classification.ts";
import { renderSvg } from "../../../../runtime/report/render-svg.ts";
import { classifier } from "./sample-record.ts";

it("draws levels whose names every object of JavaScript knows", async () => {
  const subject = classifier.subjects[0]!;
  const classes = ["constructor", "toString", "__proto__"];
  const counts = [
    [31, 2, 3],
    [4, 35, 6],
    [7, 8, 39],
  ];
  const chart = chartConfusion({ ...subject, plots: { ...subject.plots, confusion: { classes, counts } } })!;
  const svg = await renderSvg(chart, "c");
  for (const name of classes) expect(svg).toContain(name);
  for (const count of counts.flat()) expect(svg).toContain(`>${count}</text>`);
  expect(svg).not.toContain("native code");
});
