// Preludes of older engines: kept as they were, for the runs that began with them.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { FIRST_LIMITS } from "../../../src/workflows/engine/engine-limits.ts";
import { meterWasm } from "../../../src/workflows/engine/meter-wasm.ts";
import { preludes } from "../../../src/workflows/engine/preludes.ts";
import { engineBytes, engineShelf, guestValue, startGuest } from "../guest-stage.ts";

const KEPT = new URL("../../../src/workflows/engine/kept/", import.meta.url);
const HISTORIES = new URL("../../replay/histories/", import.meta.url);
const FIRST = "quickjs-wasi-3.6.2-83a54e8b33ac";

/** The ids of the engines that recorded runs are bound to. */
function recordedEngines(): Set<string> {
  const texts = readdirSync(HISTORIES).map((file) => readFileSync(new URL(file, HISTORIES), "utf8"));
  const payloads = texts.flatMap((text) => [...text.matchAll(/"data": ?"([^"]+)"/g)]);
  const ids = payloads.map(
    ([, data = ""]) =>
      /"engine":"([\w.-]+)","searchAttributes"/.exec(Buffer.from(data, "base64").toString("utf8"))?.[1],
  );
  return new Set(ids.filter((id) => id !== undefined));
}

describe("kept preludes", () => {
  it("are in the table, every file of them", () => {
    const files = readdirSync(KEPT).map((file) => file.replace(/\.generated\.ts$/, ""));
    expect(preludes.kept.map(({ id }) => id)).toEqual(files);
    expect(files).toContain(FIRST);
  });

  it.each([...preludes.kept, preludes.newest])(
    "$id is named for its bytes, its text and its limits",
    (prelude) => {
      const { id, text, webGlobals, limits } = prelude;
      const hash = createHash("sha256").update(meterWasm(engineBytes)).update(text).update(webGlobals);
      if (limits !== FIRST_LIMITS) hash.update(JSON.stringify(limits));
      expect(id.split("-").at(-1)).toBe(hash.digest("hex").slice(0, 12));
    },
  );

  it("are there for every recorded run", () => {
    expect([...recordedEngines()].filter((id) => engineShelf.get(id) === undefined)).toEqual([]);
  });

  it("a run keeps the limits it began with: what today's cut short, the first engine computes to its end", async () => {
    const body =
      "return Array.from({ length: 200000 }, (_, i) => (i * 7919) % 200003).sort((a, b) => a - b)[7]";
    expect(await guestValue(body, { engineId: FIRST })).toBe(7);
    await expect(guestValue(body)).rejects.toMatchObject({ limit: "fuel" });
  });

  it("an engine that nobody kept is not there", () => {
    expect(engineShelf.get("quickjs-wasi-0.0.0-ffffffffffff")).toBeUndefined();
    expect(engineShelf.get(engineShelf.newest.id)).toBe(engineShelf.newest);
  });

  it.each(preludes.kept)("$id runs a script as it always did", async ({ id }) => {
    const body =
      "phase('P'); const a = await agent('hi', { label: 'x' }); log(a); return [a, (await check('ls')).ok]";
    const guest = await startGuest(body, { engineId: id });
    guest.deliver({ t: "spent", outputTokens: 3 }, { t: "resolve", id: 1, value: "done" });
    guest.deliver({ t: "resolve", id: 2, value: { ok: true } });
    expect(guest.posts).toEqual([
      { t: "phase", title: "P" },
      { t: "agent", id: 1, prompt: "hi", phase: "P", label: "x" },
      { t: "log", level: "log", message: "done", phase: "P" },
      { t: "check", id: 2, command: "ls", phase: "P" },
      { t: "returned", frame: 0, value: ["done", true] },
    ]);
  });
});
