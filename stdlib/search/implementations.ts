// Implementations of the samplers and pruners. The mapped types prove that none of the declared ones is missing.
import type { PrunerImplementation, SamplerImplementation } from "../../runtime/component.ts";
import type { prunerDeclarations, samplerDeclarations } from "./declarations.ts";
import { gridImplementation } from "./grid/grid.impl.ts";
import { medianImplementation } from "./median/median.impl.ts";
import { noneImplementation } from "./none/none.impl.ts";
import { randomImplementation } from "./random/random.impl.ts";
import { tpeImplementation } from "./tpe/tpe.impl.ts";

type SamplerName = (typeof samplerDeclarations)[number]["name"];
type PrunerName = (typeof prunerDeclarations)[number]["name"];

export const samplerImplementations: Readonly<Record<SamplerName, SamplerImplementation<never>>> = {
  tpe: tpeImplementation,
  random: randomImplementation,
  grid: gridImplementation,
};

export const prunerImplementations: Readonly<Record<PrunerName, PrunerImplementation<never>>> = {
  median: medianImplementation,
  none: noneImplementation,
};
