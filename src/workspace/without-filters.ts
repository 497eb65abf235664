// Filters (Git LFS, say) are programs that turn what is stored into what is checked out, and back. In the sandbox they lack
// network and keys, and would fail half-way; without them files are checked out, and committed, as they are stored.

/** As `git config --null --get-regexp` takes it. */
export const FILTER_KEYS = "filter\\..*";

/** Settings that keep a repository's filters from being run; `keys` are those of its own settings. */
export function withoutFilters(keys: readonly string[]): Record<string, string> {
  const names = keys.flatMap((key) => /^filter\.(.+)\.[^.]+$/s.exec(key)?.[1] ?? []);
  return Object.fromEntries(
    [...new Set(names)].flatMap((name) => [
      ...["clean", "smudge", "process"].map((kind) => [`filter.${name}.${kind}`, ""]),
      [`filter.${name}.required`, "false"],
    ]),
  ) as Record<string, string>;
}

/** The names of settings in what `git config --null --get-regexp` prints, with their values. */
export function parseSettings(printed: string): readonly (readonly [key: string, value?: string])[] {
  return printed.split("\0").map((entry) => entry.split("\n") as [string, string?]);
}
