// Allows of findings that only a run can make.
import { beforeAll, expect, it } from "vitest";
import { createPlace, idsOf, type Place, planOf, statusOf, verdictOf } from "./run-text.ts";

const spec = (allow: string, more = ""): string => `pipeline churn

source people = csv("people.csv") {
  id: int @id
  age: float
${allow}
  code: int
  left: bool @target
}
${more}
task churn = classify(left, from: people)

split cv = holdout(churn, test: 25%, seed: 3, shuffle: true)

model line = standardize() |> logistic(c: 1.0)

fit champion = line on cv.dev

evaluate final = champion on cv.test {
  metrics: [roc_auc]
}
`;

const ALLOW = "  # pipec-allow leak/suspicious-feature: the code is assigned at the first visit";

let place: Place;

beforeAll(() => {
  place = createPlace();
  const rows = Array.from({ length: 240 }, (_, i) => {
    const left = (i * 7) % 3 === 0;
    return `${i},${40 + 20 * Math.sin(i * 3.1)},${left ? 9 : 4},${left}`;
  });
  place.write("people.csv", "id,age,code,left", rows);
});

it("without one the finding stops the run", async () => {
  const outcome = await place.run(planOf(spec("")));
  expect(outcome.kind).toBe("failed");
  expect(idsOf(outcome)).toEqual(["leak/suspicious-feature"]);
  expect(statusOf(outcome, "LK304")).toBe("unknown");
});

it("is honoured, counted and attested, also from the cache", async () => {
  for (const time of ["first", "second"]) {
    const outcome = await place.run(planOf(spec(ALLOW)));
    expect({ time, kind: outcome.kind, found: idsOf(outcome) }).toEqual({ time, kind: "done", found: [] });
    expect(verdictOf(outcome, "no-single-proxy")?.outcome).toBe("violated");
    const line = outcome.record.certificate.find(({ entry }) => entry === "LK304");
    expect(line).toMatchObject({ status: "attested", note: "the code is assigned at the first visit" });
  }
});

it("holds for a failed check too", async () => {
  const rule =
    "check quality = people {\n  # pipec-allow data/check-failed: the old ones are real\n  between(age, 30, 60)\n}";
  const outcome = await place.run(planOf(spec(ALLOW, rule)));
  expect(idsOf(outcome)).toEqual([]);
  const without = await place.run(planOf(spec(ALLOW, "check quality = people {\n  between(age, 30, 60)\n}")));
  expect(idsOf(without)).toEqual(["data/check-failed"]);
});

it("that silences nothing is an error of the run", async () => {
  const text = spec(`${ALLOW}`, "# pipec-allow leak/duplicate-rows: twins are real");
  const outcome = await place.run(planOf(text));
  expect(outcome.kind).toBe("failed");
  expect(idsOf(outcome)).toEqual(["lint/unused-allow"]);
});
