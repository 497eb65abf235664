// A conversation: somebody says more while the agent is at work, and three times more when it has answered.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import { asUndisturbed, type Play } from "../play.ts";

const say =
  (message: object): Play["people"][number] =>
  ({ handle }) =>
    handle.signal("say", { ...message, by: "ann" });

export const single: Play = {
  system: "single",
  start: ({ mark, workspace }) => ({
    type: "run",
    input: { name: "single", args: { task: `Write ${mark} into first.txt.` }, workspace },
  }),
  pace: 1,
  aside: ({ handle }) => handle.signal("say", { text: "Write it into second.txt as well.", by: "ann" }),
  people: [
    say({ text: "Write it into third.txt as well." }),
    say({ text: "Write it into fourth.txt as well." }),
    say({ text: "Thank you." }),
    say({ end: true }),
  ],
  async judge(lane, result) {
    const { mark, workspace } = lane;
    expect(result).toMatchObject({
      status: "completed",
      value: { answer: "You said: Thank you.", rounds: 4 },
      census: { asked: 4, done: 4 },
    });
    for (const file of ["first", "second", "third", "fourth"])
      expect(await readFile(join(workspace, `${file}.txt`), "utf8")).toBe(`${mark}\n`);
    return asUndisturbed(lane, result);
  },
};
