import { describe, expect, it } from "vitest";
import { CATALOGUES, compilerCatalogue } from "../../../compiler/catalogue.ts";

describe("catalogue of the compiler", () => {
  const entries = CATALOGUES.flatMap((catalogue) => Object.values(catalogue));

  it("has every id once", () => {
    const ids = entries.map((entry) => entry.id);
    expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([]);
    expect(compilerCatalogue().size).toBe(ids.length);
  });

  it("gives every id a message without a full stop, a reason and a help", () => {
    for (const { id, spec } of entries) {
      const message = spec.message.strings.join("_");
      expect(message.trim(), id).not.toBe("");
      expect(message.endsWith("."), id).toBe(false);
      expect(spec.why.strings.join("_"), id).not.toBe("");
      expect(spec.help.strings.join("_"), id).not.toBe("");
    }
  });

  it("uses the areas of the language", () => {
    for (const { id } of entries) expect(id).toMatch(/^(syntax|name|type|param|leak|plan|lint)\/[a-z0-9-]+$/);
  });
});
