// What a rule has to say about one place of the text, before it gets its line, column and frame.

export type Finding = {
  readonly code: string;
  readonly severity: "error" | "warning";
  readonly message: string;
  readonly advice: string;
  /** UTF-16 offset in the author's text. */
  readonly offset: number;
};

export type Report = (finding: Finding) => void;

type Words = Omit<Finding, "severity" | "offset">;

export function error(offset: number, words: Words): Finding {
  return { ...words, severity: "error", offset };
}

export function warning(offset: number, words: Words): Finding {
  return { ...words, severity: "warning", offset };
}
