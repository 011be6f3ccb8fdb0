import { describe, expect, it } from "vitest";
import { CommandFailure } from "../../../cli/failure.ts";
import { parseSettings, readCompileOptions } from "../../../cli/host/spec-options.ts";

describe("--set", () => {
  it("keeps everything after the first equals sign, the last setting of a name counts", () => {
    expect(parseSettings(["a=1", "b=x=y", "c=", "a=2"])).toEqual({ a: "2", b: "x=y", c: "" });
  });

  it.each(["a", "=1", " =1", ""])("refuses %j", (setting) => {
    expect(() => parseSettings([setting])).toThrow(CommandFailure);
  });
});

describe("--as-of", () => {
  it.each(["2024-01-31", "2024-01-31T06:00:00Z", "2024-01-31T06:00+02:00"])("takes %s", (asOf) => {
    expect(readCompileOptions({ asOf }).asOf).toBe(asOf);
  });

  it.each(["yesterday", "2024-13-01", "2024-02-30", "2023-02-29T00:00:00Z", "2024", "31.01.2024"])(
    "refuses %s",
    (asOf) => {
      expect(() => readCompileOptions({ asOf })).toThrow("is not a time");
    },
  );

  it("is null by default, like everything else", () => {
    expect(readCompileOptions({})).toEqual({ set: {}, profile: null, strict: false, asOf: null });
  });
});
