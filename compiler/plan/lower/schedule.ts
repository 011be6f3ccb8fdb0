// A schedule: when sinks are run, and how far back a run looks.
import type { Duration } from "../../../specs/data-type.ts";
import type { Json } from "../../../specs/json.ts";
import type { PlanSchedule } from "../../../specs/plan.ts";
import { invariant } from "../../base/invariant.ts";
import type { TypedSchedule } from "../../types/typed.ts";
import { lowerCall } from "./component.ts";

export function lowerSchedule({ id, call, sinks, options }: TypedSchedule): PlanSchedule {
  const { params } = lowerCall(call, { declaration: () => null, step: null, openPath: null });
  const every = durationOf(params.period ?? null);
  invariant(every !== null, `schedule ${id} has no period`);
  const asOf = options.as_of ?? null;
  return {
    name: id,
    every,
    sinks,
    asOf: typeof asOf === "string" ? asOf : durationOf(asOf),
    from: typeof options.backfill_from === "string" ? options.backfill_from : null,
  };
}

function durationOf(json: Json): Duration | null {
  if (typeof json !== "object" || json === null || Array.isArray(json)) return null;
  const { months, milliseconds } = json as { readonly months?: Json; readonly milliseconds?: Json };
  return typeof months === "number" && typeof milliseconds === "number" ? { months, milliseconds } : null;
}
