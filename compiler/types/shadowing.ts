// Declarations that have the name of a component: allowed, but a reader may take one for the other.

import type { Family } from "../../specs/component.ts";
import { type Diagnostic, defineDiagnostics, msg } from "../../specs/diagnostic.ts";
import type { SourceTree } from "../syntax/ast.ts";
import type { RegistryIndex } from "./context.ts";

export const shadowing = defineDiagnostics("lint", {
  "shadows-component": {
    severity: "warning",
    message: msg`\`${"name"}\` is also the name of a ${"family"}`,
    why: msg`in this file the name now means the ${"kind"}, and a reader may take it for the ${"family"}`,
    help: msg`choose another name`,
  },
});

/** Families whose components may be written as a bare name, without brackets. */
const BARE: readonly Family[] = ["metric", "model", "transform", "sampler", "pruner", "ensemble"];

export function checkShadowing(
  tree: SourceTree,
  registry: RegistryIndex,
  report: (diagnostic: Diagnostic) => void,
): void {
  for (const { name, of: kind } of tree.declarations) {
    const family = registry.familiesOf(name.name).find((one) => BARE.includes(one));
    if (family !== undefined) report(shadowing["shadows-component"](name.span, { name: name.name, family, kind }));
  }
}
