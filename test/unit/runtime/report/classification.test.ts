import { expect, it } from "vitest";
import { chartPrecisionRecall } from "../../../../runtime/report/charts/classification.ts";
import { classifier } from "./sample-record.ts";

it("flagging everything has the precision of the share of positives, however early all of them are found", () => {
  const subject = classifier.subjects[0]!;
  const precisionRecall = [
    { x: 0.5, y: 1 },
    { x: 1, y: 0.8 },
    { x: 1, y: 0.3 },
  ];
  const chart = chartPrecisionRecall({ ...subject, plots: { ...subject.plots, precisionRecall } });
  expect(chart?.spec).toMatchObject({
    layer: [
      {
        data: {
          values: [
            { x: 0, y: 0.3 },
            { x: 1, y: 0.3 },
          ],
        },
      },
      {},
    ],
  });
});
