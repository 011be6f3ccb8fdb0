// `pipec explain`: the long text of a diagnostic, of an entry of the leakage catalogue, or of a component.
import { didYouMean } from "../../compiler/base/suggest.ts";
import type { ComponentDeclaration } from "../../specs/component.ts";
import { standardLibrary } from "../../stdlib/declarations.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { CommandFailure } from "../failure.ts";
import { allDiagnostics, type ExplainedDiagnostic } from "../host/diagnostic-catalogue.ts";
import { printComponent, summariseComponent } from "../output/component-page.ts";
import { printDiagnosticPage } from "../output/diagnostic-page.ts";
import { printTable } from "../output/table.ts";
import type { CommonOptions, Terminal } from "../terminal.ts";

export async function explain(args: readonly string[], _options: CommonOptions, terminal: Terminal): Promise<ExitCode> {
  const id = args[0];
  if (id === undefined) {
    listAll(terminal);
    return EXIT.fine;
  }
  const diagnostics = allDiagnostics();
  const wanted = diagnostics.filter((one) => one.id === id || one.entries.includes(id.toUpperCase()));
  const components = standardLibrary.components.filter((component) => component.name === id);
  if (wanted.length === 0 && components.length === 0) throw unknownId(id, diagnostics);
  if (terminal.json) terminal.out(`${JSON.stringify({ version: 1, diagnostics: wanted, components })}\n`);
  else
    terminal.out(
      [
        ...wanted.map((one) => printDiagnosticPage(one, terminal)),
        ...components.map((one) => printComponent(one, terminal)),
      ].join("\n"),
    );
  return EXIT.fine;
}

function unknownId(id: string, diagnostics: readonly ExplainedDiagnostic[]): CommandFailure {
  const known = [
    ...diagnostics.flatMap((one) => [one.id, ...one.entries]),
    // `fit-outside-train` for `leak/fit-outside-train`.
    ...standardLibrary.components.map(({ name }) => name),
  ];
  const ending = diagnostics.filter((one) => one.id.endsWith(`/${id}`)).map((one) => one.id);
  const hint =
    ending.length > 0
      ? `did you mean \`${ending[0]}\`?`
      : didYouMean(id, known, "`pipec explain` lists everything that can be explained");
  return new CommandFailure(`nothing is called \`${id}\``, hint);
}

function listAll(terminal: Terminal): void {
  const diagnostics = allDiagnostics();
  if (terminal.json) {
    const components = standardLibrary.components.map(({ family, name, doc }) => ({ family, name, doc }));
    terminal.out(`${JSON.stringify({ version: 1, diagnostics, components })}\n`);
    return;
  }
  const { bold } = terminal.outColours;
  terminal.out(
    `${bold("Diagnostics")}\n${printTable(
      [{ title: "id" }, { title: "severity" }, { title: "entries" }],
      diagnostics.map((one) => [one.id, one.severity, one.entries.join(" ")]),
    )}`,
  );
  const families = new Map<string, ComponentDeclaration[]>();
  for (const component of standardLibrary.components)
    families.set(component.family, [...(families.get(component.family) ?? []), component]);
  for (const [family, components] of families)
    terminal.out(
      `\n${bold(title(family))}\n${printTable(
        [{ title: "" }, { title: "" }],
        components.map((one) => [`  ${one.name}`, summariseComponent(one)]),
      )}`,
    );
}

const title = (family: string): string => `${family.charAt(0).toUpperCase()}${family.slice(1).replace("-", " ")}s`;
