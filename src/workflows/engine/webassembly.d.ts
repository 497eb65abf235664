// The part of WebAssembly that the engine needs; the workflow isolate has it, the ES library types do not.
declare namespace WebAssembly {
  class Module {
    constructor(bytes: Uint8Array);
  }
  class Instance {
    constructor(module: Module, imports?: object);
    readonly exports: object;
  }
  class Memory {
    readonly buffer: ArrayBuffer;
  }
  class RuntimeError extends Error {}
  let instantiate: (module: Module, imports?: object) => Promise<Instance>;
}
