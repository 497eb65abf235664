// The clock and randomness are banned for scripts: a run must do the same when it is replayed or resumed (S05).

const RealDate = Date;

export function banClockAndRandomness(): void {
  Math.random = function random() {
    throw banned("Math.random()", "vary by index, or pass values in args");
  };
  Object.defineProperty(globalThis, "Date", { value: makeDate(), writable: true, configurable: true });
}

function makeDate(): DateConstructor {
  function GuestDate(this: unknown, ...parts: unknown[]): object {
    if (new.target === undefined) throw banned("Date()", "pass the time in args");
    if (parts.length === 0) throw banned("new Date()", "pass the time in args: new Date(args.now) works");
    return Reflect.construct(RealDate, parts, new.target) as object;
  }
  Object.defineProperties(GuestDate, {
    name: { value: "Date", configurable: true },
    length: { value: 7, configurable: true },
    prototype: { value: RealDate.prototype, writable: false },
    parse: { value: RealDate.parse, writable: true, configurable: true },
    UTC: { value: RealDate.UTC, writable: true, configurable: true },
    now: {
      value: function now() {
        throw banned("Date.now()", "pass the time in args");
      },
      writable: true,
      configurable: true,
    },
  });
  Object.defineProperty(RealDate.prototype, "constructor", {
    value: GuestDate,
    writable: true,
    configurable: true,
  });
  return GuestDate as unknown as DateConstructor;
}

function banned(what: string, instead: string): Error {
  return new Error(
    `${what} is not available in a script: it would differ when the run is replayed; ${instead}`,
  );
}
