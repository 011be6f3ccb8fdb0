// Steps that only a declaration describes (`resample`, `windows`, `sql`): how far their output rows read.
import type { Duration } from "../../../specs/data-type.ts";
import type { Json } from "../../../specs/json.ts";
import { assertNever } from "../../base/invariant.ts";
import type { ComponentCall } from "../../types/typed.ts";
import type { StepNode } from "../graph.ts";
import { blame, shift, type TableLineage, type Use } from "./lineage.ts";
import { FOREVER_AFTER, HERE, negate, type Offset, ofDuration, ofRows } from "./offset.ts";

export function applyStepReach(node: StepNode, call: ComponentCall, table: TableLineage): TableLineage {
  const { reach } = node;
  if (reach === null) return node.effect === "opaque" ? mapUses(table, (use) => unbounded(use, node)) : table;
  const amount = (name: string): Offset | null => offsetOf(call.args[name]?.value);
  switch (reach.kind) {
    case "bin": {
      const label = call.args[reach.label]?.value;
      if (label?.kind !== "json" || label.json !== "left") return table;
      const width = amount(reach.every) ?? FOREVER_AFTER;
      return mapUses(table, (use) => blame(shift(use, HERE, width), "bin", node.span, node.label));
    }
    case "window": {
      const length = amount(reach.length) ?? FOREVER_AFTER;
      return mapUses(table, (use) => ({ ...shift(use, negate(length), HERE), window: node.span }));
    }
    case "suffix":
      return mapUses(table, (use) => blame({ ...use, high: FOREVER_AFTER }, "forward", node.span, node.label));
    case "declared": {
      const declared = amount(reach.reach);
      if (declared === null) return mapUses(table, (use) => unbounded(use, node));
      return mapUses(table, (use) => blame(shift(use, HERE, declared), "forward", node.span, node.label));
    }
    default:
      return assertNever(reach);
  }
}

const unbounded = (use: Use, node: StepNode): Use =>
  blame({ ...use, high: FOREVER_AFTER }, "opaque", node.span, node.label);

/** The time, the keys and what is known ahead are not moved by a step. */
function mapUses(table: TableLineage, change: (use: Use) => Use): TableLineage {
  return new Map(
    [...table].map(([name, column]) => [
      name,
      { ...column, uses: column.uses.map((use) => (isStructural(use) ? use : change(use))) },
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
