// What people do to a run while it is recorded.
import { until } from "./until.mjs";

/** Waits for the gates and sends them their words, as signals. */
export function answering(count, ...words) {
  return async (handle) => {
    await until("the gates", async () => (await handle.query("pending")).length >= count);
    for (const [name, argument] of words) await handle.signal(name, argument);
  };
}

/** As answering, but as updates. */
export function updating(count, ...words) {
  return async (handle) => {
    await until("the gates", async () => (await handle.query("pending")).length >= count);
    for (const [name, argument] of words)
      await handle.executeUpdate(name, { args: [argument] }).catch(() => null);
  };
}

/** Answers one gate after the other, each as it opens. */
export function inTurn(...words) {
  return async (handle) => {
    for (const [n, [name, argument]] of words.entries()) {
      const id = `g${n + 1}`;
      await until(`gate ${id}`, async () => (await handle.query("pending")).some((gate) => gate.id === id));
      await handle.signal(name, { id, ...argument });
    }
  };
}

/** Waits until the run waits for words for the nth time, and says them. */
export async function said(handle, nth, words) {
  await until("the run to wait for words", async () => {
    const { gates, answered } = await handle.query("status");
    return gates.length === 1 && [...answered, ...gates].filter(({ kind }) => kind === "say").length === nth;
  });
  await handle.signal("say", words);
}
