// How far ahead the labels of a task lie.
import type { Duration } from "../../../specs/data-type.ts";
import type { TypedTask } from "../../types/typed.ts";
import { type Offset, ofDuration, ofSteps } from "./offset.ts";

/** `horizon:` as the author wrote it; nothing for a label of the row itself. */
export function horizonOf(task: TypedTask): Offset {
  if (task.horizonRows !== null) return ofSteps(task.horizonRows, task.time?.every ?? null);
  const json = task.horizon?.value.kind === "json" ? task.horizon.value.json : null;
  if (typeof json === "number") return ofSteps(json, task.time?.every ?? null);
  const duration = json as Partial<Duration> | null;
  return ofDuration({ months: duration?.months ?? 0, milliseconds: duration?.milliseconds ?? 0 });
}
