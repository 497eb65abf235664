import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { describe, expect, test } from "vitest";
import { connect, serverAnswers } from "../../src/client/connect.ts";
import { loadConfig } from "../../src/config.ts";

const settingsFor = (address: string) => loadConfig({ address }, {}, "/");

describe("connecting", () => {
  test("where nobody listens: a clear error long before the timeout", async () => {
    const asked = Date.now();
    await expect(connect(settingsFor("127.0.0.1:1"), 20_000)).rejects.toMatchObject({
      kind: "no-server",
      message: "Expected a Temporal server at 127.0.0.1:1; none answered.",
    });
    expect(Date.now() - asked).toBeLessThan(10_000);
  });

  test("where something listens and never answers: the same error at the timeout, no hang", async () => {
    const silent = createServer(() => {}).listen(0, "127.0.0.1");
    await once(silent, "listening");
    const { port } = silent.address() as AddressInfo;
    try {
      const settings = settingsFor(`127.0.0.1:${port}`);
      await expect(connect(settings, 500)).rejects.toMatchObject({ kind: "no-server" });
      expect(await serverAnswers(settings, 500)).toBe(false);
    } finally {
      silent.close();
    }
  });

  test("where something else answers: no server, not a crash", async () => {
    const other = createServer((socket) => {
      socket.on("error", () => {});
      socket.end("HTTP/1.1 400 Bad Request\r\n\r\n");
    }).listen(0, "127.0.0.1");
    await once(other, "listening");
    const { port } = other.address() as AddressInfo;
    try {
      await expect(connect(settingsFor(`127.0.0.1:${port}`), 3_000)).rejects.toMatchObject({
        kind: "no-server",
      });
    } finally {
      other.close();
    }
  });
});
