// core-js-pure has no types of its own; the prelude only hands these on to scripts.
declare module "core-js-pure/actual/*" {
  const builtIn: unknown;
  export default builtIn;
}
