// What a script may use. Where a script is cut short is part of what a run does, so a run keeps the limits it began
// with: they stand beside its prelude and are hashed into the engine's id (scripts/generate-prelude.mjs).
import {
  GUEST_DELIVERED_CHARS_PAID,
  GUEST_FUEL_PER_ACTIVATION,
  GUEST_FUEL_PER_DELIVERY,
  GUEST_MEMORY_BYTES,
  GUEST_POSTS_PAID,
  GUEST_POSTS_PER_ACTIVATION,
  GUEST_POSTS_PER_ACTIVATION_CHARS,
  GUEST_PROGRAM_WORK_PER_ACTIVATION,
  GUEST_STACK_BYTES,
  GUEST_WORK_PER_ACTIVATION,
  GUEST_WORK_PER_DELIVERED_CHAR,
  GUEST_WORK_PER_POST,
} from "../../protocol/limits.ts";

export type EngineLimits = {
  readonly fuel: number;
  /** Fuel that a delivery takes, for what it costs the host: calls refused at once come back in the same task, again and again. */
  readonly fuelPerDelivery: number;
  readonly work: number;
  /** Work added for each of the first posts of an activation, and how many those are. */
  readonly workPerPost: number;
  readonly postsPaid: number;
  /** Work added for each of the first characters delivered in an activation, and how many those are. */
  readonly workPerDeliveredChar: number;
  readonly deliveredCharsPaid: number;
  /** For reading programs; `null` where that is paid from `work`. */
  readonly programWork: number | null;
  readonly posts: number;
  readonly postedChars: number;
  readonly memoryBytes: number;
  readonly stackBytes: number;
};

/** Of the next prelude; runs have those that are written down beside theirs. */
export const TODAYS_LIMITS: EngineLimits = {
  fuel: GUEST_FUEL_PER_ACTIVATION,
  fuelPerDelivery: GUEST_FUEL_PER_DELIVERY,
  work: GUEST_WORK_PER_ACTIVATION,
  workPerPost: GUEST_WORK_PER_POST,
  postsPaid: GUEST_POSTS_PAID,
  workPerDeliveredChar: GUEST_WORK_PER_DELIVERED_CHAR,
  deliveredCharsPaid: GUEST_DELIVERED_CHARS_PAID,
  programWork: GUEST_PROGRAM_WORK_PER_ACTIVATION,
  posts: GUEST_POSTS_PER_ACTIVATION,
  postedChars: GUEST_POSTS_PER_ACTIVATION_CHARS,
  memoryBytes: GUEST_MEMORY_BYTES,
  stackBytes: GUEST_STACK_BYTES,
};

/** Of the preludes that have none beside them. Never changed: runs are replayed with them. */
export const FIRST_LIMITS: EngineLimits = {
  fuel: 500,
  fuelPerDelivery: 0.5,
  work: 200_000_000,
  workPerPost: 0,
  postsPaid: 0,
  workPerDeliveredChar: 0,
  deliveredCharsPaid: 0,
  programWork: null,
  posts: 20_000,
  postedChars: 33_554_432,
  memoryBytes: 67_108_864,
  stackBytes: 196_608,
};

/** @param share from 0 to 1, of what a script may compute; what it may ask for and hold stays. */
export function shareOf(limits: EngineLimits, share: number): EngineLimits {
  return { ...limits, fuel: limits.fuel * share, work: limits.work * share };
}
