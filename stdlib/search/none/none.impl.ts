import type { PrunerImplementation } from "../../../runtime/component.ts";

export const noneImplementation: PrunerImplementation<unknown> = { prune: () => false };
