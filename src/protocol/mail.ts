// Words that people say to a run: each waits in the box of whoever they are for, until it is read.

export type Mail = {
  /** Counts the box's mail from 1. */
  readonly n: number;
  readonly text: string;
  /** Who said it; `null` when it was not told. */
  readonly by: string | null;
  /** Milliseconds since 1970. */
  readonly at: number;
};

export type MailboxView = {
  /** The name that `say` takes as `to`; empty: of what came early, for whoever listens first. */
  readonly to: string;
  /** Somebody reads what comes: an agent at work, an idle member of a team, or the script that waits for words. */
  readonly open: boolean;
  /** How many came in all. */
  readonly said: number;
  /** Those that nobody has read; what an agent has read counts from its end. */
  readonly unread: number;
};

/** What nobody has read at the end of a run. */
export type Unheard = {
  /** As in `MailboxView`. */
  readonly to: string;
  readonly messages: number;
  /** Whether anybody has ever listened by that name. */
  readonly listened: boolean;
};

/** Reply of the query `mail`: every box, and the mail of one. */
export type MailView = { readonly boxes: readonly MailboxView[]; readonly mail: readonly Mail[] };

/** Reply of the update `say`. */
export type Sent = {
  /** As in `MailboxView`. */
  readonly to: string;
  /** Its number in the box; `null` for an end, and for what came early. */
  readonly n: number | null;
  /** Somebody reads it; else it waits for who may listen later. */
  readonly open: boolean;
};
