// The preludes by the id of their engine: today's, and those that runs in flight or kept histories are bound to.
import { FIRST_LIMITS, type EngineLimits } from "./engine-limits.ts";
import { KEPT_PRELUDES } from "./kept.generated.ts";
import * as current from "./prelude.generated.ts";

export type Prelude = {
  /** Of the engine that the text makes together with the bytes. */
  readonly id: string;
  readonly text: string;
  readonly webGlobals: string;
  readonly limits: EngineLimits;
};

type Generated = {
  readonly ENGINE_ID: string;
  readonly PRELUDE: string;
  readonly WEB_GLOBALS: string;
  /** The oldest have none: limits were not part of an engine then. */
  readonly LIMITS?: EngineLimits;
};

/** `newest` may be among those kept as well: it was kept before the next change. */
export const preludes: { readonly newest: Prelude; readonly kept: readonly Prelude[] } = {
  newest: toPrelude(current),
  kept: KEPT_PRELUDES.map(toPrelude),
};

function toPrelude({ ENGINE_ID, PRELUDE, WEB_GLOBALS, LIMITS }: Generated): Prelude {
  return { id: ENGINE_ID, text: PRELUDE, webGlobals: WEB_GLOBALS, limits: LIMITS ?? FIRST_LIMITS };
}
