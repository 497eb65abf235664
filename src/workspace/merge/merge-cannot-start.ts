// Why a merge is not even begun.

/** No repository, no commit, a merge of the user's own under way, a check that cannot run: `message` says what to do. */
export class MergeCannotStart extends Error {
  override readonly name = "MergeCannotStart";
}
