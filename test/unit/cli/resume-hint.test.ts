import { expect, it } from "vitest";
import { resumeCommand } from "../../../cli/output/resume-hint.ts";

it("keeps every option that makes the run what it is", () => {
  const options = {
    set: ["beta=2", "name=a b"],
    profile: "fast",
    strict: true,
    asOf: "2024-01-01",
    only: ["final"],
    store: "/tmp/it's",
  };
  expect(resumeCommand("a.pipe", options)).toBe(
    "pipec run a.pipe --resume --set beta=2 --set 'name=a b' --profile fast --strict --as-of 2024-01-01 --only final --store '/tmp/it'\\''s'",
  );
});

it("adds nothing that was not given", () => {
  expect(resumeCommand("a.pipe", {})).toBe("pipec run a.pipe --resume");
});
