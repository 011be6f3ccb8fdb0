// The registry by family and name.
import type { ComponentDeclaration, Family, Registry } from "../../specs/component.ts";
import { invariant } from "../base/invariant.ts";
import type { RegistryIndex } from "./context.ts";

export function indexRegistry(registry: Registry): RegistryIndex {
  const byFamily = new Map<Family, Map<string, ComponentDeclaration>>();
  const families = new Map<string, Family[]>();
  for (const component of registry.components) {
    const { family, name } = component;
    const members = byFamily.get(family) ?? new Map<string, ComponentDeclaration>();
    invariant(!members.has(name), `the registry has two components ${name} of family ${family}`);
    byFamily.set(family, members.set(name, component));
    families.set(name, [...(families.get(name) ?? []), family]);
  }
  const find = <F extends Family>(family: F, name: string): Extract<ComponentDeclaration, { family: F }> | null => {
    const found = byFamily.get(family)?.get(name) ?? null;
    // Members of a family's map have that family; the map's type cannot say so.
    return found as Extract<ComponentDeclaration, { family: F }> | null;
  };
  return {
    find,
    familiesOf: (name) => families.get(name) ?? [],
    names: (family) => [...(byFamily.get(family)?.keys() ?? [])],
  };
}
