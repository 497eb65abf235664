// Where an agent's tools work. What holds them inside of it is src/workspace.

export type ToolPlace = {
  /** Absolute path of the directory the agent works in, links resolved. */
  readonly root: string;
  /** Ends what is running. */
  readonly signal: AbortSignal;
};
