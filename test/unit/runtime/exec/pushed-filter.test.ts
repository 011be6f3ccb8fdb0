// Which conditions may be left to the server that a source stands on.
import { describe, expect, it } from "vitest";
import { compileText } from "../../../../cli/host/compile-spec.ts";
import { describePushed } from "../../../../cli/output/pushed-filters.ts";

const SOURCE = `source orders = postgres(secret("DATABASE_URL"), table: "orders") {
  id: int @id
  placed: timestamp @time
  amount: float?
  status: string
  paid: bool
}
`;

function pushed(tables: string): string {
  const options = { set: {}, profile: null, strict: false, asOf: null };
  const { plan, diagnostics } = compileText({ path: "a.pipe", text: `${SOURCE}\n${tables}` }, options);
  if (plan === null) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  return describePushed(plan).join("\n").replace("orders: postgres is asked for 5 columns", "").replace(" where ", "");
}

describe("conditions left to a database", () => {
  it("are comparisons of a column with a literal, and, or", () => {
    expect(pushed('table t = orders |> where(amount > 10 and (status == "paid" or paid == true))')).toBe(
      "(amount > 10 AND (status = 'paid' OR paid = true))",
    );
    expect(pushed("table t = orders |> where(placed >= 2024-01-31)")).toBe("placed >= '2024-01-31 00:00:00.000'");
    expect(pushed('table t = orders |> where(status in ["a", "b"])')).toBe("status IN ('a', 'b')");
    expect(pushed("table t = orders |> where(not is_null(amount))")).toBe("amount IS NOT NULL");
  });

  it("are those of all steps right after the source", () => {
    expect(pushed("table t = orders |> where(amount > 10) |> where(paid == true) |> derive { x = amount * 2 }")).toBe(
      "(amount > 10 AND paid = true)",
    );
  });

  it.each([
    { what: "parts that a server computes otherwise", spec: 'table t = orders |> where(status < "m")' },
    { what: "negations", spec: "table t = orders |> where(not (amount > 10))" },
    { what: "arithmetic", spec: "table t = orders |> where(amount * 2 > 10)" },
    { what: "a step that is not the first", spec: "table t = orders |> derive { x = amount } |> where(amount > 10)" },
    { what: "windows beside them", spec: "table t = orders |> where(lag(amount, 1) > 3 and amount > 10)" },
    { what: "steps after a window", spec: "table t = orders |> where(lag(amount, 1) > 3) |> where(amount > 10)" },
    {
      what: "a second reader",
      spec: "table t = orders |> where(amount > 10)\n\ntable u = orders |> select(id, placed)",
    },
    {
      what: "a check of the source",
      spec: "check c = orders {\n  unique(id)\n}\n\ntable t = orders |> where(amount > 10)",
    },
    { what: "a sample later", spec: "table t = orders |> where(amount > 10) |> sample(rows: 5, seed: 1)" },
  ])("are not there for $what", ({ spec }) => {
    expect(pushed(spec)).toBe("");
  });
});
