// Proposed roles as a schema holds them, for lock files.
import type { Inferred } from "../../runtime/infer/infer.ts";
import type { Roles } from "../../specs/data-type.ts";
import type { Proposal } from "./propose-roles.ts";

export function rolesOf({ annotations, column }: Proposal, { time }: Inferred): Roles {
  const has = (name: string): boolean => annotations.some((one) => one === `@${name}` || one.startsWith(`@${name}(`));
  const every = time?.column === column.name && time.step?.irregular === 0 ? { every: time.step.every } : {};
  return {
    ...(has("time") ? { time: every } : {}),
    ...(has("series") ? { series: true } : {}),
    ...(has("entity") ? { entity: { unique: false } } : {}),
    ...(has("id") ? { id: true } : {}),
    ...(has("target") ? { target: {} } : {}),
    ...(has("known_at") ? { knownAt: true } : {}),
    ...(has("known") ? { known: true } : {}),
    ...(has("posthoc") ? { posthoc: true } : {}),
    ...(has("ignore") ? { ignore: true } : {}),
    ...(has("pii") ? { pii: true } : {}),
  };
}
