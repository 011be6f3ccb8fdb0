import { expect, it } from "vitest";
import { oncePer } from "../../../../compiler/base/once-per.ts";

it("works an answer out once for each object, also where it is undefined", () => {
  let calls = 0;
  const ask = oncePer((key: { readonly n: number }) => {
    calls++;
    return key.n > 1 ? key.n : undefined;
  });
  const [a, b] = [{ n: 1 }, { n: 2 }];
  expect([ask(a), ask(b), ask(a), ask(b)]).toEqual([undefined, 2, undefined, 2]);
  expect(calls).toBe(2);
  ask({ n: 1 });
  expect(calls).toBe(3);
});
