// Steps that only a declaration describes (`resample`, `windows`, `sql`): how far their output rows read.
import type { Duration } from "../../../specs/data-type.ts";
import type { Json } from "../../../specs/json.ts";
import { assertNever } from "../../base/invariant.ts";
import type { ComponentCall } from "../../types/typed.ts";
import type { StepNode } from "../graph.ts";
import { blame, readAll, shift, type TableLineage, type Use } from "./lineage.ts";
import { FOREVER_AFTER, HERE, isNotAfter, negate, type Offset, ofDuration, ofRows, plus } from "./offset.ts";

export function applyStepReach(node: StepNode, call: ComponentCall, table: TableLineage): TableLineage {
  const { reach } = node;
  if (reach === null) return node.effect === "opaque" ? mapUses(table, (use) => unbounded(use, node)) : table;
  const amount = (name: string): Offset | null => offsetOf(call.args[name]?.value);
  switch (reach.kind) {
    case "bin": {
      const label = call.args[reach.label]?.value;
      const width = amount(reach.every) ?? FOREVER_AFTER;
      if (label?.kind !== "json" || label.json !== "left")
        return mapUses(table, (use) => complete(use, plus(negate(width), INSTANT), node));
      return mapUses(table, (use) => blame(shift(use, HERE, width), "bin", node.span, node.label));
    }
    case "window": {
      const length = amount(reach.length) ?? FOREVER_AFTER;
      return mapUses(table, (use) => complete(use, negate(length), node));
    }
    case "suffix":
      return mapUses(table, (use) => blame({ ...use, high: FOREVER_AFTER }, "forward", node.span, node.label));
    case "declared": {
      const declared = amount(reach.reach);
      const fits = call.args[reach.fits]?.value;
      const learns = fits?.kind === "json" ? fits.json : null;
      if (learns === true) return mapUses(table, (use) => statistic(use, node));
      if (learns === null) return mapUses(table, (use) => undeclared(use, node));
      if (declared === null) return mapUses(table, (use) => unbounded(use, node));
      if (isNotAfter(declared)) return mapUses(table, (use) => use);
      return mapUses(table, (use) => blame(shift(use, HERE, declared), "forward", node.span, node.label));
    }
    default:
      return assertNever(reach);
  }
}

/** A bin does not hold the end of the bin before it. */
const INSTANT: Offset = ofDuration({ months: 0, milliseconds: 1 });

/** Rows further back are read, and where they are not there no row is made. */
const complete = (use: Use, back: Offset, node: StepNode): Use => ({
  ...shift(use, back, HERE),
  head: use.head,
  window: node.span,
});

const statistic = (use: Use, node: StepNode): Use => blame(readAll(use), "statistic", node.span, node.label);

/** Nobody says that it learns nothing: it counts as reading all rows. */
const undeclared = (use: Use, node: StepNode): Use => blame(readAll(use), "undeclared", node.span, node.label);

const unbounded = (use: Use, node: StepNode): Use =>
  blame({ ...use, high: FOREVER_AFTER }, "opaque", node.span, node.label);

/** The time, the keys and what is known ahead are not moved by a step. */
function mapUses(table: TableLineage, change: (use: Use) => Use): TableLineage {
  return new Map(
    [...table].map(([name, column]) => [
      name,
      {
        ...column,
        uses: column.uses.map((use) => (isStructural(use) ? use : change(use))),
        // Rows stand where the step puts them: their time is their time, other moments of theirs are of other rows.
        moment: column.uses.some(({ base }) => base?.roles.time !== undefined) ? column.moment : null,
      },
    ]),
  );
}

const isStructural = ({ base }: Use): boolean =>
  base !== null && (base.roles.time !== undefined || base.roles.series !== undefined || base.roles.known === true);

function offsetOf(value: ComponentCall["args"][string]["value"] | undefined): Offset | null {
  if (value?.kind !== "json") return null;
  if (typeof value.json === "number") return ofRows(value.json);
  return isDuration(value.json) ? ofDuration(value.json) : null;
}

function isDuration(json: Json): json is Json & Duration {
  if (typeof json !== "object" || json === null || Array.isArray(json)) return false;
  return "months" in json && "milliseconds" in json;
}
