// URL, TextEncoder and friends (S08): evaluated when a script first touches one, since most scripts never do.

const NAMES = ["URL", "URLSearchParams", "structuredClone", "TextEncoder", "TextDecoder"] as const;
/** Whatever the engine adds beyond ECMAScript that a script must not have (S07). */
const ABSENT = [
  "performance",
  "navigator",
  "print",
  "console",
  "gc",
  "scriptArgs",
  "os",
  "std",
  "bjson",
] as const;

export function defineWebGlobals(evaluate: () => Readonly<Record<string, unknown>>): void {
  let loaded: Readonly<Record<string, unknown>> | null = null;
  const load = (): Readonly<Record<string, unknown>> => {
    loaded = {}; // core-js itself looks whether these globals are there: they are not yet
    loaded = withRandom(evaluate);
    return loaded;
  };
  for (const name of NAMES) {
    const define = (value: unknown): void => {
      Object.defineProperty(globalThis, name, {
        value,
        writable: true,
        configurable: true,
        enumerable: false,
      });
    };
    Object.defineProperty(globalThis, name, {
      configurable: true,
      enumerable: false,
      get: () => {
        const value = (loaded ?? load())[name];
        if (value !== undefined) define(value);
        return value;
      },
      set: define,
    });
  }
}

/** The engine's hook for stacks hands out the functions on the stack: the prelude's own among them. Stacks are texts. */
export function lockStacks(): void {
  Object.defineProperty(Error, "prepareStackTrace", {
    get: () => undefined,
    set: () => {},
    configurable: false,
  });
}

export function removeForeignGlobals(): void {
  for (const name of ABSENT) Reflect.deleteProperty(globalThis, name);
}

/** core-js draws a random number for its private keys; any constant serves, and scripts still have none. */
function withRandom<T>(act: () => T): T {
  const random = Math.random;
  Math.random = () => 0.5;
  try {
    return act();
  } finally {
    Math.random = random;
  }
}
