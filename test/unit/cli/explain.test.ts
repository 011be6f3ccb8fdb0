import { describe, expect, it } from "vitest";
import { explain } from "../../../cli/commands/explain.ts";
import { allDiagnostics } from "../../../cli/host/diagnostic-catalogue.ts";
import { describeKind, printComponent, summariseComponent } from "../../../cli/output/component-page.ts";
import { createTerminal } from "../../../cli/terminal.ts";
import { standardLibrary } from "../../../stdlib/declarations.ts";

function recorder(json = false) {
  const written: string[] = [];
  const stream = { write: (text: string | Uint8Array) => written.push(String(text)) > 0 };
  return { written, terminal: createTerminal({ json }, { stdout: stream, stderr: stream, env: {} }) };
}

describe("explain", () => {
  it("explains every diagnostic and every component", async () => {
    const ids = [...allDiagnostics().map(({ id }) => id), ...standardLibrary.components.map(({ name }) => name)];
    for (const id of ids) {
      const { written, terminal } = recorder();
      expect(await explain([id], {}, terminal), id).toBe(0);
      expect(written.join(""), id).toContain(id);
    }
  });

  it("finds diagnostics by the entry of the catalogue, in any case", async () => {
    const { written, terminal } = recorder(true);
    await explain(["lk101"], {}, terminal);
    const found = JSON.parse(written.join("")) as { diagnostics: { id: string }[] };
    expect(found.diagnostics.map(({ id }) => id)).toContain("leak/fit-outside-train");
  });

  it("suggests what was meant", async () => {
    const { terminal } = recorder();
    await expect(explain(["gradient_bosting"], {}, terminal)).rejects.toMatchObject({
      hint: "did you mean `gradient_boosting`?",
    });
    await expect(explain(["fit-outside-train"], {}, terminal)).rejects.toMatchObject({
      hint: "did you mean `leak/fit-outside-train`?",
    });
  });

  it("lists everything without an id", async () => {
    const { written, terminal } = recorder();
    await explain([], {}, terminal);
    for (const text of ["leak/fit-outside-train", "gradient_boosting", "Table steps", "Metrics"])
      expect(written.join("")).toContain(text);
  });
});

describe("pages of components", () => {
  it("say what each parameter takes", () => {
    expect(describeKind({ kind: "float", min: 0, max: 1e308, openMin: false, openMax: false })).toBe("float ≥ 0");
    expect(describeKind({ kind: "int", min: 1, max: 8 })).toBe("int 1..8");
    expect(describeKind({ kind: "list", of: { kind: "enum", values: ["a", "b"] } })).toBe("list of a | b");
  });

  it("have a first sentence and no line wider than the terminal's share of prose", () => {
    const { terminal } = recorder();
    for (const component of standardLibrary.components) {
      expect(summariseComponent(component).length, component.name).toBeGreaterThan(5);
      expect(printComponent(component, terminal), component.name).not.toContain("undefined");
    }
  });
});
