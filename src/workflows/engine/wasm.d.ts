// The bundler inlines the engine's bytes as a data URL.
declare module "*.wasm" {
  const dataUrl: string;
  export default dataUrl;
}
