// A source that adds columns to the rows of a table, each as it was known at the time of its row.
import { describe, expect, it } from "vitest";
import { compileText } from "../../../../cli/host/compile-spec.ts";
import type { SourceOperation } from "../../../../specs/plan.ts";

const RIDES = (time: string, more = ""): string => `source rides = csv("rides.csv") {
  ride: int @id
  driver_id: int @entity
  at: timestamp ${time}
  late: bool @target
${more}}
`;
const KNOWN = `source known = feast("store", ["driver_stats:conv_rate"], entities: rides) {
  conv_rate: float?
}
`;
const TASK = (
  features: string,
): string => `task lateness = classify(late, from: known, features: [${features}], positive: true)

split cut = holdout(lateness, test: 25%)

fit f = impute(mean) |> logistic() on cut.dev

evaluate score = f on cut.test {
  metrics: [accuracy]
}
`;

function compile(text: string, strict = false) {
  const options = { set: {}, profile: null, strict, asOf: null };
  const { plan, diagnostics } = compileText({ path: "a.pipe", text }, options);
  return { plan, ids: diagnostics.filter(({ severity }) => severity !== "info").map(({ id }) => id) };
}

describe("a feature store", () => {
  it("gives the columns of the entity rows and its own, and is clean, also where everything must be declared", () => {
    for (const strict of [false, true]) {
      const { plan, ids } = compile(`${RIDES("@time")}${KNOWN}${TASK("conv_rate")}`, strict);
      expect(ids).toEqual([]);
      const source = plan!.nodes.find(({ id }) => id === "known")!;
      expect(source.inputs).toEqual(["rides"]);
      const op = source.op as SourceOperation;
      expect(op.schema.columns.map(({ name }) => name)).toEqual(["ride", "driver_id", "at", "late", "conv_rate"]);
      expect(op.params).toEqual({
        repo: "store",
        features: ["driver_stats:conv_rate"],
        full_feature_names: false,
        time: "at",
      });
      const known = plan!.certificate.filter(({ entry }) => entry === "LK417" || entry === "LK418");
      expect(known.map(({ status }) => status)).toEqual(["proved", "proved"]);
    }
  });

  it("keeps what is known about the columns of the entity rows", () => {
    const late = compile(`${RIDES("@time", "  refund: float @posthoc\n")}${KNOWN}${TASK("conv_rate, refund")}`);
    expect(late.ids).toEqual(["leak/posthoc-feature"]);
    const target = compile(
      `${RIDES("@time")}${KNOWN}table more = known |> derive { again = if(late, 1.0, 0.0) }\n${TASK("conv_rate, again").replace("from: known", "from: more")}`,
    );
    expect(target.ids).toEqual(["leak/target-derived"]);
  });

  it("keeps the rows of the entity table: a split of one is a split of the other", () => {
    const text = `${RIDES("@time")}${KNOWN}${TASK("conv_rate")}
fit everything = impute(mean) |> logistic() on cut.all

evaluate second = everything on cut.test {
  metrics: [accuracy]
}
`;
    expect(compile(text).ids).toContain("leak/judged-on-fitted-rows");
  });

  it("still looks at windows over its columns", () => {
    const ahead = compile(
      `${RIDES("@time")}${KNOWN}table more = known |> derive { next = lead(conv_rate, 1) }\n${TASK("next").replace("from: known", "from: more")}`,
    );
    expect(ahead.ids).toContain("leak/future-feature");
  });

  it("needs the time of the rows, and columns of its own names", () => {
    expect(compile(`${RIDES("")}${KNOWN}`).ids).toEqual(["type/no-event-time"]);
    expect(compile(`${RIDES("@time", "  conv_rate: float\n")}${KNOWN}`).ids).toEqual(["type/column-repeated"]);
  });

  it("has an identity that depends on the entity rows, and not on their name", () => {
    const fingerprint = (text: string): string =>
      compile(text).plan!.nodes.find(({ id }) => id === "known")!.fingerprint;
    const one = fingerprint(`${RIDES("@time")}${KNOWN}`);
    expect(
      fingerprint(
        `${RIDES("@time")}${KNOWN}`.replaceAll("rides =", "trips =").replace("entities: rides", "entities: trips"),
      ),
    ).toBe(one);
    expect(fingerprint(`${RIDES("@time")}${KNOWN}`.replace("rides.csv", "other.csv"))).not.toBe(one);
  });
});
