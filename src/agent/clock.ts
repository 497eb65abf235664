// Time as a port, for what waits: tests turn the hands themselves.

export type Clock = {
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls back once, after `ms`; what it returns calls that off. */
  after(ms: number, callback: () => void): () => void;
};

export const SYSTEM_CLOCK: Clock = {
  now: () => Date.now(),
  after(ms, callback) {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};
