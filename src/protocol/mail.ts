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
  /** The name that `say` takes as `to`. */
  readonly to: string;
  /** Somebody reads what comes: an agent at work, or the script that waits for words. */
  readonly open: boolean;
  /** How many came in all. */
  readonly said: number;
  /** Those that nobody has read; what an agent has read counts from its end. */
  readonly unread: number;
};

/** Reply of the query `mail`: every box, and the mail of one. */
export type MailView = { readonly boxes: readonly MailboxView[]; readonly mail: readonly Mail[] };

/** Reply of the update `say`; `n` is `null` for an end. */
export type Sent = { readonly to: string; readonly n: number | null };
