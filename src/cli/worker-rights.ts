// What workers let commands do beyond the usual. They say so in their identity, which the server tells: whoever starts or
// looks at a run need not be where its worker was started.
import { workersPolling } from "../client/workers-polling.ts";
import type { Session } from "../client/connect.ts";
import { UNSAFE_MARKS } from "../protocol/names.ts";

const WORDS: readonly (readonly [mark: string, words: string])[] = [
  [UNSAFE_MARKS.noSandbox, "run commands WITHOUT A SANDBOX, with all their own rights"],
  [UNSAFE_MARKS.network, "let commands reach THE NETWORK, this server included"],
];

/** A sentence, by the identities of the workers that poll for agents; `null` when none lets commands do more. */
export function openRights(agents: readonly string[]): string | null {
  const open = WORDS.filter(([mark]) => agents.some((identity) => identity.includes(mark)));
  return open.length === 0 ? null : `Workers ${open.map(([, words]) => words).join(" and ")}.`;
}

/** The same, as the server knows it now. */
export async function openRightsHere(session: Session): Promise<string | null> {
  const { agents } = await workersPolling(session);
  return openRights(agents);
}
