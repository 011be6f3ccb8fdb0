// Checks from the text of a spec: rules that name a second table.
import { describe, expect, it } from "vitest";
import { createPlace, idsOf, planOf } from "../contracts/run-text.ts";

const SOURCES = `source orders = csv("orders.csv") { customer: int, amount: float }
source customers = csv("customers.csv") { id: int, customer: int }
`;

function createShop() {
  const place = createPlace();
  place.write("orders.csv", "customer,amount", ["1,2.5", "2,3.5", "9,1.0"]);
  place.write("customers.csv", "id,customer", ["1,1", "2,2"]);
  return place;
}

describe("a rule that names another table", () => {
  it.each([
    ["after", `pipeline shop\n${SOURCES}check known = orders { foreign_key(customer, customers) }`],
    ["before", `pipeline shop\ncheck known = orders { foreign_key(customer, customers) }\n${SOURCES}`],
    [
      "after an alias of",
      `pipeline shop\n${SOURCES}table all = customers\ncheck known = orders { foreign_key(customer, all) }`,
    ],
  ])("gets its rows, declared %s the sources", async (_, text) => {
    const outcome = await createShop().run(planOf(text));
    expect(idsOf(outcome)).toEqual(["data/check-failed"]);
    expect(outcome.diagnostics[0]!.message).toContain("customer = 9");
    expect(outcome.kind).toBe("failed");
  });

  it("holds where every value occurs", async () => {
    const text = `pipeline shop\n${SOURCES}table few = orders |> where(customer < 5)\ncheck known = few { foreign_key(customer, customers) }`;
    const outcome = await createShop().run(planOf(text));
    expect(idsOf(outcome)).toEqual([]);
    expect(outcome.kind).toBe("done");
  });
});
