// A script in the real engine, with the test in the host's place: it reads the posts and delivers what it likes.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Json } from "../../src/protocol/json.ts";
import { programText } from "../../src/protocol/script.ts";
import { compileScript } from "../../src/script/compile-script.ts";
import { meterWasm } from "../../src/workflows/engine/meter-wasm.ts";
import { quickJsEngines } from "../../src/workflows/engine/quickjs-engine.ts";
import type { GuestMessage, GuestSettings, HostEvent } from "../../src/workflows/messages.ts";

export const engineBytes = readFileSync(createRequire(import.meta.url).resolve("quickjs-wasi/quickjs.wasm"));
export const engineShelf = quickJsEngines(meterWasm(engineBytes));
export const engines = engineShelf.newest;

/** Line 1 of the body is line 1 of the compiled script. */
function compile(body: string): string {
  const text = `export const meta = { name: "t", description: "t" };${body}`;
  const compiled = compileScript(text);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.diagnostics));
  return programText(text, compiled.script.program);
}

const SETTINGS: GuestSettings = { maxAgents: 1000, budgetOutputTokens: null };

export type Guest = {
  /** Everything posted so far. */
  readonly posts: readonly GuestMessage[];
  /** One activation: delivers, and returns what the guest posted in answer. */
  deliver(...events: HostEvent[]): readonly GuestMessage[];
};

export type GuestOptions = {
  readonly settings?: Partial<GuestSettings>;
  readonly args?: Json;
  /** Of a kept engine; without it the newest. */
  readonly engineId?: string;
};

/** Starts a script of its own engine. Throws what the engine throws, `EngineLimitError` for one. */
export async function startGuest(body: string, options: GuestOptions = {}): Promise<Guest> {
  const { settings, args, engineId = engines.id } = options;
  const factory = engineShelf.get(engineId);
  if (factory === undefined) throw new Error(`no engine has the id ${engineId}`);
  const engine = await factory.make({ settings: JSON.stringify({ ...SETTINGS, ...settings }), now: () => 0 });
  const posts: GuestMessage[] = [];
  const take = (texts: readonly string[]): GuestMessage[] => {
    const taken = texts.map((text) => JSON.parse(text) as GuestMessage);
    posts.push(...taken);
    return taken;
  };
  const deliver = (...events: HostEvent[]): GuestMessage[] => {
    engine.refuel();
    return take(engine.deliver(JSON.stringify(events)));
  };
  take(engine.load(0, compile(body)));
  deliver({ t: "start", frame: 0, ...(args === undefined ? {} : { args }) });
  return { posts, deliver };
}

/** The value of a script that returns without waiting for the host. */
export async function guestValue(body: string, options: GuestOptions = {}): Promise<Json> {
  const { posts } = await startGuest(body, options);
  const returned = posts.find((post) => post.t === "returned");
  if (returned === undefined) throw new Error(`the script did not return: ${JSON.stringify(posts)}`);
  return returned.value;
}
