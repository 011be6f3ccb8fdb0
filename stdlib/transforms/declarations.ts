// The transforms of the standard library. A maintainer adding one lands here first; then implementations.ts does not
// compile until its implementation stands there.
import { bins } from "./bins/bins.decl.ts";
import { clip } from "./clip/clip.decl.ts";
import { drop } from "./drop/drop.decl.ts";
import { frequencyEncode } from "./frequency-encode/frequency-encode.decl.ts";
import { impute } from "./impute/impute.decl.ts";
import { log1p } from "./log1p/log1p.decl.ts";
import { minmax } from "./minmax/minmax.decl.ts";
import { onehot } from "./onehot/onehot.decl.ts";
import { ordinal } from "./ordinal/ordinal.decl.ts";
import { robust } from "./robust/robust.decl.ts";
import { standardize } from "./standardize/standardize.decl.ts";
import { targetEncode } from "./target-encode/target-encode.decl.ts";
import { yeoJohnson } from "./yeo-johnson/yeo-johnson.decl.ts";

export const transformDeclarations = [
  impute,
  standardize,
  minmax,
  robust,
  onehot,
  ordinal,
  clip,
  log1p,
  yeoJohnson,
  targetEncode,
  frequencyEncode,
  bins,
  drop,
] as const;
