// The samplers and pruners of the standard library.
import { grid } from "./grid/grid.decl.ts";
import { median } from "./median/median.decl.ts";
import { none } from "./none/none.decl.ts";
import { random } from "./random/random.decl.ts";
import { tpe } from "./tpe/tpe.decl.ts";

export const samplerDeclarations = [tpe, random, grid] as const;

export const prunerDeclarations = [median, none] as const;
