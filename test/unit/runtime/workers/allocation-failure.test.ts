import { describe, expect, it } from "vitest";
import { openKernels } from "../../../../runtime/kernels/kernels.ts";
import { allocationFailure } from "../../../../runtime/workers/allocation-failure.ts";
import { failureOf } from "../../../../runtime/workers/fit-unit.ts";

const thrownBy = (work: () => unknown): unknown => {
  try {
    return work();
  } catch (error) {
    return error;
  }
};

describe("too much memory", () => {
  it.each([
    ["an array longer than any", () => new Float64Array(2 ** 53 - 1)],
    ["more pages than a kernel may have", () => openKernels().allocate(2 ** 40)],
  ])("%s is what the spec asked for", (_, work) => {
    expect(failureOf(thrownBy(work))).toMatchObject({ kind: "failed", id: "run/too-large" });
  });
  it.each([
    ["an array of a length below 0", () => new Float64Array(-1)],
    ["another range", () => (1).toFixed(1000)],
    ["another error", () => JSON.parse("{")],
  ])("%s is our own fault", (_, work) => {
    expect(allocationFailure(thrownBy(work))).toBeNull();
    expect(failureOf(thrownBy(work))).toMatchObject({ id: "run/internal" });
  });
});
