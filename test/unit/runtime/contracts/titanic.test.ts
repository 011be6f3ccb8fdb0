// A published table with known leaks: whether a passenger has a lifeboat, or a body number, says who survived.
import { existsSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { createPlace, planOf, pointedAt, statusOf, verdictOf } from "./run-text.ts";

const path = "../shared/data/leaky/titanic3_boat_body.csv";

const spec = (boat: string): string => `pipeline titanic

source people = csv("titanic.csv") {
  pclass: int
  survived: bool @target
  sex: category
  age: float?
  fare: float?
  boat: category?${boat}
}

task survives = classify(survived, from: people)

split cv = holdout(survives, test: 25%, seed: 3, shuffle: true)

model trees = ordinal() |> gradient_boosting(rounds: 20)

fit champion = trees on cv.dev

evaluate final = champion on cv.test {
  metrics: [roc_auc]
}
`;

it.skipIf(!existsSync(path))(`finds the lifeboats of the Titanic (needs ${path})`, async () => {
  const place = createPlace();
  const [header, ...rows] = readFileSync(path, "utf8").trimEnd().split(/\r?\n/);
  place.write("titanic.csv", header!, rows);

  const leaky = spec("");
  const found = await place.run(planOf(leaky));
  expect(verdictOf(found, "no-telling-gaps")?.outcome).toBe("violated");
  expect(pointedAt(leaky, found, "leak/suspicious-feature")).toBe("boat");
  expect([statusOf(found, "LK304"), statusOf(found, "LK305")]).toContain("unknown");

  const fixed = await place.run(planOf(spec(" @posthoc")));
  expect(verdictOf(fixed, "no-telling-gaps")?.outcome).toBe("held");
  expect(verdictOf(fixed, "no-single-proxy")?.outcome).toBe("held");
  expect(statusOf(fixed, "LK305")).toBe("checked");
});
