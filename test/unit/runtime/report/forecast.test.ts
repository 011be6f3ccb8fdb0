import { expect, it } from "vitest";
import { chartAgreement } from "../../../../runtime/report/charts/errors.ts";
import { chartForecast } from "../../../../runtime/report/charts/forecast.ts";
import { forecast } from "./sample-record.ts";

const subject = forecast.subjects[0]!;
const withPlots = (plots: Partial<typeof subject.plots>) => ({
  ...forecast,
  subjects: [{ ...subject, plots: { ...subject.plots, ...plots } }],
});

it("names the one series of a panel that is drawn, and the rows", () => {
  const panel = withPlots({ points: subject.plots.points.map((point) => ({ ...point, series: "Oslo" })) });
  expect(chartForecast(forecast)?.description).toBe("Test partition, 12 steps ahead.");
  expect(chartForecast({ ...panel, sealed: false })?.description).toBe("Held-out rows, 12 steps ahead, series Oslo.");
});

it("predicted against actual is drawn from all series, and says how many predictions it shows", () => {
  const agreement = Array.from({ length: 40 }, (_, i) => ({ actual: i, predicted: i + 1 }));
  const chart = chartAgreement(withPlots({ agreement }));
  expect(chart?.description).toContain("an even sample of 40 is shown");
  expect(chart?.spec).toMatchObject({ layer: [{}, { data: { values: agreement } }] });
  expect(chartAgreement({ ...withPlots({ agreement }), rows: 40 })?.description).toContain("all 40 are shown");
});
