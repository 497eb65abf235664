// What people say to a run: boxes, agents that listen, scripts that wait for words. The test plays agents and people.
import { describe, expect, it } from "vitest";
import { EARLY_MAX_CHARS, STATUS_ROWS, UNREAD_MAX_CHARS } from "../../src/protocol/limits.ts";
import { MailBook } from "../../src/workflows/mail-book.ts";
import { unheardLines } from "../../src/workflows/unheard-lines.ts";
import { guestValue } from "./guest-stage.ts";
import { activityFailure, figures, next, outcome, startRun, type RunStage } from "./run-stage.ts";

async function started(body: string): Promise<RunStage> {
  const run = startRun(body);
  await run.settle();
  return run;
}

const LISTENING = "agent('work', { listens: true, details: true })";

describe("an agent that listens", () => {
  it("has a name and is told what was read before; its mail is numbered, with who and when", async () => {
    const run = await started(`return ${LISTENING}`);
    expect(next(run.agents).task).toMatchObject({ listens: { to: "agent-1", after: 0 } });
    expect(run.mail.say({ text: "one", by: "ann" })).toEqual({ to: "agent-1", n: 1, open: true });
    run.mail.say({ text: "two", to: "agent-1" });
    expect(run.mail.view("agent-1", 0).mail).toEqual([
      { n: 1, text: "one", by: "ann", at: 0 },
      { n: 2, text: "two", by: null, at: 0 },
    ]);
    expect(run.mail.view("agent-1", 1).mail).toMatchObject([{ n: 2 }]);
    expect(run.record.log.last().map(({ message }) => message)).toEqual([
      "said to agent-1 by ann: one",
      "said to agent-1: two",
    ]);
  });

  it("what it has not read is told in the envelope, and kept for who goes on with it", async () => {
    const run = await started(
      `const one = await ${LISTENING}; const two = await agent("more", { continues: one, listens: true, details: true });
       return [one.listens, one.unread, two.listens, two.unread]`,
    );
    const first = next(run.agents);
    for (const text of ["one", "two"]) run.mail.say({ text });
    first.resolve(outcome("done", { heard: 1 }));
    await run.settle();
    const second = next(run.agents);
    expect(second.task).toMatchObject({ continues: 1, listens: { to: "agent-1", after: 1 } });
    expect(run.mail.view("agent-1", 1).mail).toMatchObject([{ n: 2, text: "two" }]);
    second.resolve(outcome("done", { heard: 2 }));
    await run.settle();
    expect(await run.value).toEqual(["agent-1", 1, "agent-1", 0]);
  });

  it("what only a failed one has read is unread: nobody can go on with that conversation", async () => {
    const run = await started(`return (await ${LISTENING}).unread`);
    const first = next(run.agents);
    run.mail.say({ text: "one" });
    first.reject(activityFailure("ModelRefusal", "no", figures(5, { heard: 1 })));
    await run.settle();
    expect(await run.value).toBe(1);
  });

  it("may choose a name, that no other has at the time", async () => {
    const run = await started(
      `const all = await Promise.allSettled([1, 2].map((n) => agent("work " + n, { listens: "lead" })));
       return all.map(({ reason }) => reason?.message ?? null)`,
    );
    next(run.agents).resolve(outcome("done"));
    await run.settle();
    expect(await run.value).toEqual([null, 'Option listens: agent 1 listens as "lead" already.']);
  });

  it("there has to be one name to leave it out", async () => {
    const run = await started("return Promise.all(['a', 'b'].map((listens) => agent('work', { listens })))");
    expect(() => run.mail.say({ text: "hello" })).toThrow("say to whom (to): a, b listen");
    expect(() => run.mail.say({ text: "hello", to: "c" })).toThrow('nobody listens as "c"; there is: a, b');
    expect(run.mail.say({ text: "hello", to: "b" })).toEqual({ to: "b", n: 1, open: true });
    next(run.agents).resolve(outcome("done"));
    await run.settle();
    expect(run.mail.say({ text: "hello" })).toEqual({ to: "b", n: 2, open: true });
  });

  it("where nobody listens, a message is refused", async () => {
    const run = await started("return agent('work')");
    expect(() => run.mail.say({ text: "hello" })).toThrow("nobody listens in this run");
  });

  it("a message that is sent again under its id counts once", async () => {
    const run = await started(`return ${LISTENING}`);
    const message = { text: "hello", id: "x" };
    expect([run.mail.say(message), run.mail.say(message)]).toEqual([
      { to: "agent-1", n: 1, open: true },
      { to: "agent-1", n: 1, open: true },
    ]);
    expect(run.mail.boxes()).toEqual([{ to: "agent-1", open: true, said: 1, unread: 1 }]);
  });

  it("unread mail is bounded", async () => {
    const run = await started(`return ${LISTENING}`);
    const text = "x".repeat(UNREAD_MAX_CHARS / 5);
    for (let n = 0; n < 5; n++) run.mail.say({ text });
    const full = "5 messages to agent-1 are as many as fit; they count as read when agent 1 has ended";
    expect(() => run.mail.say({ text: "y" })).toThrow(full);
    next(run.agents).resolve(outcome("done", { heard: 1 }));
    await run.settle();
    expect(run.mail.say({ text })).toEqual({ to: "agent-1", n: 6, open: false });
    expect(() => run.mail.say({ text: "y" })).toThrow(
      "agent-1 has 5 unread messages; wait until they are read",
    );
  });

  it("who says something to a name that nobody listens by any more is told, and so is the log", async () => {
    const run = await started(`await ${LISTENING}; return agent("other")`);
    next(run.agents).resolve(outcome("done"));
    await run.settle();
    expect(run.mail.say({ text: "late", by: "ann" })).toEqual({ to: "agent-1", n: 1, open: false });
    expect(run.record.log.last().at(-1)?.message).toBe(
      "said to agent-1 by ann, who does not listen now: late",
    );
    expect(run.mail.unheard()).toEqual([{ to: "agent-1", messages: 1, listened: true }]);
  });
});

describe("before the script has begun", () => {
  it("what is said is kept: for the first who listens, or for the one it names", () => {
    const mail = new MailBook({ now: () => 0, log: () => undefined });
    for (const message of [{ text: "one" }, { text: "two", to: "b" }, { text: "three" }]) mail.say(message);
    mail.begin();
    mail.listen("a", 1);
    expect(mail.view("a", 0).mail.map(({ text }) => text)).toEqual(["one", "three"]);
    mail.listen("b", 2);
    expect(mail.view("b", 0).mail.map(({ text }) => text)).toEqual(["two"]);
  });

  it("the sender is told that nobody listens yet; what nobody ever hears is named, by whom it was for", () => {
    const mail = new MailBook({ now: () => 0, log: () => undefined });
    expect(mail.say({ text: "one" })).toEqual({ to: "", n: null, open: false });
    expect(mail.say({ text: "two", to: "b" })).toEqual({ to: "b", n: null, open: false });
    mail.begin();
    expect(mail.boxes()).toEqual([
      { to: "", open: false, said: 1, unread: 1 },
      { to: "b", open: false, said: 1, unread: 1 },
    ]);
    expect(unheardLines(mail.unheard())).toEqual([
      "nobody who came to an end has read 1 message to whoever would listen first; nobody has listened so",
      "nobody who came to an end has read 1 message to b; nobody has listened so",
    ]);
  });

  it("what was said after an end is named, and an end is no message", () => {
    const mail = new MailBook({ now: () => 0, log: () => undefined });
    for (const message of [{ text: "one" }, { end: true }, { text: "late" }, { text: "later", to: "a" }])
      mail.say(message);
    mail.say({ end: true, to: "b" });
    mail.begin();
    mail.listen("a", 1);
    expect(mail.boxes()).toEqual([{ to: "a", open: true, said: 3, unread: 3 }]);
    mail.leave(1, 1);
    expect(unheardLines(mail.unheard())).toEqual(["nobody who came to an end has read 2 messages to a"]);
  });

  it("of very many names the log has some, and the number of the others", () => {
    const names = Array.from({ length: STATUS_ROWS + 2 }, (_, n) => ({
      to: `n${n}`,
      messages: 2,
      listened: true,
    }));
    const lines = unheardLines(names);
    expect(lines).toHaveLength(STATUS_ROWS + 1);
    expect(lines.at(-1)).toBe("nor 4 messages to 2 other names");
  });
});

it("before the script has begun so much is kept as a box holds, and more is refused with the reason", () => {
  const mail = new MailBook({ now: () => 0, log: () => undefined });
  const text = "x".repeat(EARLY_MAX_CHARS / 4);
  for (let n = 0; n < 3; n++) mail.say({ text });
  expect(() => mail.say({ text })).toThrow("3 messages wait for the script to begin");
  mail.begin();
  mail.listen("a", 1);
  expect(mail.view("a", 0).mail).toHaveLength(3);
});

describe("hear()", () => {
  it("opens a gate of kind say, and resolves to what is said, by whom and when", async () => {
    const run = await started("return hear('me', { question: 'Go on?', timeout: '1h' })");
    expect(run.gates.open()).toMatchObject([{ kind: "say", question: "Go on?", deadline: 3_600_000 }]);
    expect(run.record.status(run.gates.open(), [], run.mail.boxes())).toMatchObject({
      status: "waiting",
      mail: [{ to: "me", open: true, unread: 0 }],
    });
    run.mail.say({ text: "yes, please", by: "ann" });
    await run.settle();
    expect(await run.value).toEqual({ text: "yes, please", by: "ann", at: new Date(0).toISOString() });
    expect(run.gates.answered()).toMatchObject([{ outcome: "answered", by: "ann", value: "yes, please" }]);
  });

  it("words that come when its gate has just been answered are kept for the next", async () => {
    const run = await started("return [(await hear('me')).text, (await hear('me')).text]");
    const answered = run.gates.answer({ value: "one" });
    expect(run.mail.say({ text: "two" })).toMatchObject({ to: "me", n: 1 });
    await answered;
    await run.settle();
    expect(await run.value).toEqual(["one", "two"]);
  });

  it("takes an answer to its gate, too, but words only", async () => {
    const run = await started("return (await hear('me')).text");
    await expect(run.gates.answer({ value: 3 })).rejects.toThrow("gate g1 takes words");
    await run.gates.answer({ value: "so be it" });
    await run.settle();
    expect(await run.value).toBe("so be it");
  });

  it("gives at once what was said before and nobody has read", async () => {
    const run = await started(
      `const one = await ${LISTENING}; return [one.unread, await hear(one), await hear(1, { timeout: 0 })]`,
    );
    for (const [text, by] of [
      ["one", "ann"],
      ["two", "bob"],
    ] as const)
      run.mail.say({ text, by });
    next(run.agents).resolve(outcome("done"));
    await run.settle();
    expect(await run.value).toEqual([
      2,
      { text: "ann: one\n\nbob: two", by: "bob", at: new Date(0).toISOString() },
      null,
    ]);
  });

  it("ends with the conversation: now, or when it was ended before", async () => {
    const run = await started("return [await hear('me'), await hear('me')]");
    expect(run.mail.say({ end: true, by: "ann" })).toEqual({ to: "me", n: null, open: true });
    await run.settle();
    expect(await run.value).toEqual([null, null]);
    expect(run.gates.answered()).toMatchObject([{ outcome: "ended", by: "ann" }]);
    expect(() => run.mail.say({ text: "late" })).toThrow("me was told that nothing more comes");
  });

  it.each([
    ["hear()", "got undefined"],
    ["hear('')", "got an empty text"],
    ["hear(null)", "got null"],
    ["hear({ call: 0 })", "got number"],
  ])("%s is refused", async (call, message) => {
    expect(await guestValue(`return ${call}.catch((error) => error.name + " " + error.message)`)).toMatch(
      new RegExp(`^TypeError .*${message}$`),
    );
  });

  it("of an agent that does not listen it rejects", async () => {
    const run = await started("await agent('work'); return hear(1)");
    next(run.agents).resolve(outcome("done"));
    await run.settle();
    await expect(run.value).rejects.toThrow("expected an agent with the option listens; agent 1 has none");
  });
});
