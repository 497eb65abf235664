// A script that runs other scripts: they share its limits, its counters and its stop, and their errors can be caught.
// Teaches: `workflow({ scriptPath }, args)` and `workflow("saved-name", args)`; a script as a building block of the next.
// Run it:   pawl run examples/11-nested-workflow.js      (in the folder that holds examples/)
// Portable: only what Claude Code's workflows know as well.
export const meta = {
  name: "tagline",
  description: "Profiles a project with one script, then finds a tagline for it with another",
  phases: [{ title: "Profile" }, { title: "Tagline" }],
};

const folder = args?.folder ?? "examples";

phase("Profile");
const profile = await workflow({ scriptPath: `${folder}/02-schema.js` });

phase("Tagline");
let panel;
try {
  // A team's own panel, when there is a saved script of that name.
  panel = await workflow("team-judge-panel", { task: taskFor(profile) });
} catch (error) {
  log(`using the panel of the examples: ${error.message}`);
  panel = await workflow({ scriptPath: `${folder}/08-judge-panel.js` }, { task: taskFor(profile) });
}

return { project: profile.name, tagline: panel.winner };

function taskFor({ name, purpose }) {
  return `Find a tagline of at most eight words for ${name}. What it is: ${purpose}`;
}
