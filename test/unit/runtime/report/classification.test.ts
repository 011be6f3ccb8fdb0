import { expect, it } from "vitest";
import { chartConfusion, chartPrecisionRecall } from "../../../../runtime/report/charts/classification.ts";
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

it("a confusion matrix has room for its counts and for the names of its classes", () => {
  const subject = classifier.subjects[0]!;
  const matrix = (classes: readonly string[]) => {
    const counts = classes.map((_, i) => classes.map((__, k) => i + k));
    return chartConfusion({ ...subject, plots: { ...subject.plots, confusion: { classes, counts } } })!.spec;
  };
  const names = (count: number, name: string) => Array.from({ length: count }, (_, i) => `${name}${i}`);
  const angle = (labelAngle: number) => ({ layer: [{ encoding: { x: { axis: { labelAngle } } } }, {}] });
  expect(matrix(["no", "yes"])).toMatchObject({ width: 370, height: 220, ...angle(0) });
  expect(matrix(names(6, "a kind of wine "))).toMatchObject({ width: 370, ...angle(-35) });
  expect(matrix(names(15, "k"))).toMatchObject({ width: 690, height: 360, ...angle(0) });
});
