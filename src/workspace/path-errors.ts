// Why a path was refused. The messages go to a model: they say what to do instead.

/** The path leads out of the workspace, by itself or through a link. */
export class PathOutsideWorkspace extends Error {
  override readonly name = "PathOutsideWorkspace";
  readonly path: string;
  readonly workspace: string;
  /** Where it leads as far as known. */
  readonly leadsTo: string;

  constructor(path: string, workspace: string, leadsTo: string) {
    super(
      `Expected a path inside the workspace ${workspace}; ${JSON.stringify(path)} leads to ` +
        `${JSON.stringify(leadsTo)}. Use a path inside the workspace.`,
    );
    this.path = path;
    this.workspace = workspace;
    this.leadsTo = leadsTo;
  }
}

/** The path lies in a place of the workspace that agents may not write, or not read (pawl's own data). */
export class ProtectedPath extends Error {
  override readonly name = "ProtectedPath";
  readonly path: string;
  readonly workspace: string;
  readonly place: string;

  constructor(path: string, workspace: string, place: string) {
    super(
      `${JSON.stringify(path)} lies in ${place}, which is protected: what stands there is acted upon outside ` +
        `of the sandbox. Leave it as it is and say in your answer what you would change there.`,
    );
    this.path = path;
    this.workspace = workspace;
    this.place = place;
  }
}

/** Expected a regular file; `kind` is what is there. */
export class NotAFile extends Error {
  override readonly name = "NotAFile";
  readonly path: string;
  readonly kind: string;

  constructor(path: string, kind: string) {
    super(`Expected a file; ${JSON.stringify(path)} is ${kind}.`);
    this.path = path;
    this.kind = kind;
  }
}

/** The file is not, or no longer, what it was when its new content was made from it. */
export class FileChanged extends Error {
  override readonly name = "FileChanged";
  readonly path: string;

  constructor(path: string) {
    super(
      `${JSON.stringify(path)} was changed by somebody else while the new content was being written; nothing was ` +
        `replaced. Read it again, then make the change.`,
    );
    this.path = path;
  }
}

/** The code of a file system error (`ENOENT`), else `null`. */
export function errorCode(error: unknown): string | null {
  if (!(error instanceof Error) || !("code" in error)) return null;
  return typeof error.code === "string" ? error.code : null;
}
