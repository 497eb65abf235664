// The limits that the next prelude is kept with.
import { loadSource } from "./load-source.mjs";

/** @returns {Promise<import("../../src/workflows/engine/engine-limits.ts").EngineLimits>} */
export async function engineLimits(root) {
  const { TODAYS_LIMITS } = await loadSource(`${root}src/workflows/engine/engine-limits.ts`);
  return TODAYS_LIMITS;
}
