// `const answer = agent(…)` whose value is never read again: started, and forgotten (A01).
import { warning, type Report } from "../finding.ts";
import type { Binding } from "../scopes.ts";
import { promiseName } from "./promises.ts";
import type { Place, Rule } from "./rule.ts";

/** A rule that collects, and what it found once every node has been seen. */
export function makeUnusedPromises(): { readonly rule: Rule; finish(report: Report): void } {
  const read = new Set<Binding>();
  const started = new Map<Binding, string>();
  return {
    rule: (place) => {
      const { node } = place;
      if (node.type === "Identifier" && !place.isPattern) markRead(place, node.name, read);
      if (node.type !== "VariableDeclarator" || node.id.type !== "Identifier" || !node.init) return;
      const name = promiseName(place, node.init);
      const binding = place.resolve(node.id.name);
      if (name !== null && binding) started.set(binding, name);
    },
    finish: (report) => {
      for (const [binding, name] of started) {
        if (!read.has(binding)) report(unused(binding, name));
      }
    },
  };
}

function markRead(place: Place, name: string, read: Set<Binding>): void {
  const binding = place.resolve(name);
  if (binding) read.add(binding);
}

function unused({ name, offset }: Binding, call: string) {
  return warning(offset, {
    code: "A01-not-awaited",
    message: `\`${call}\` is not awaited, and \`${name}\` is never used.`,
    advice: `Write \`const ${name} = await ${call}\`, or await \`${name}\` where its value is needed.`,
  });
}
