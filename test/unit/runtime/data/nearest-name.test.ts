import { expect, it } from "vitest";
import { nearestName } from "../../../../runtime/data/nearest-name.ts";

it.each([
  ["amuont", ["id", "amount"], "amount"],
  ["Amount", ["amount"], "amount"],
  ["cat", ["cut", "dog"], "cut"],
  ["w", ["v", "x"], null],
  ["ab", ["ac"], null],
  ["V", ["v"], "v"],
  ["day", ["units", "price"], null],
])("%s among %j", (wanted, names, near) => expect(nearestName(wanted, names)).toBe(near));
