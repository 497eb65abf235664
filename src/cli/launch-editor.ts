// Editing at the question before a run starts: every edit goes on with what the last one left, until a text was taken.
import type { Message } from "../client/send-message.ts";
import { CommandFailure } from "./command-failure.ts";
import {
  type Draft,
  editDraft,
  type EditedScript,
  type Editing,
  makeDraft,
  removeDraft,
} from "./edit-script.ts";

export type Decision = Pick<Extract<Message, { name: "approve" | "reject" }>, "name" | "argument">;

export type LaunchEditor = {
  /** `null`: the editing came to nothing, and it was said why. */
  readonly edit: () => Promise<Decision | null>;
  /** The file of a text that was changed and not sent, which stays; `null` when there is none. */
  readonly close: (sent: boolean) => Promise<string | null>;
};

export function makeLaunchEditor(shown: string, editing: Editing): LaunchEditor {
  const { io } = editing;
  let draft: Draft | null = null;
  let edited: EditedScript | undefined;
  return {
    async edit() {
      draft ??= await makeDraft(shown, () => "Choose edit again to go on with it.");
      try {
        edited = await editDraft(draft, editing);
        io.out(`Approving your text, sha256 ${edited.hash}.`);
        return { name: "approve", argument: { edited: edited.text } };
      } catch (error) {
        if (!(error instanceof CommandFailure)) throw error;
        io.err(`${error.message} ${error.advice}`);
        return null;
      }
    },
    async close(sent) {
      if (draft === null || (await removeDraft(draft, sent ? edited : undefined))) return null;
      return draft.file;
    },
  };
}
