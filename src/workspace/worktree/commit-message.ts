// What a commit of an agent's work says.

export type CommitSubject = {
  readonly label?: string | undefined;
  readonly workflowId: string;
  readonly runId: string;
  readonly call: number;
};

const SUBJECT_MAX_CHARS = 72;

export function commitMessage({ label = "", workflowId, runId, call }: CommitSubject): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what is to be taken out
  const words = label.replace(/[\s\u0000-\u001f\u007f]+/g, " ").trim();
  const subject = words.slice(0, SUBJECT_MAX_CHARS).trim() || `Agent ${call}`;
  return `${subject}\n\nAgent ${call} of run ${JSON.stringify(workflowId)} (${runId}).`;
}
