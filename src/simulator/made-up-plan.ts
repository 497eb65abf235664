// The script that a simulated planner writes where no rule has one: small, sound, and saying what it is.
import type { PlannerAnswer } from "../protocol/planner.ts";

const SCRIPT = `export const meta = {
  name: "simulated-plan",
  description: "Made up by the simulated model: two agents look, a third weighs what they say",
  phases: [{ title: "Look" }, { title: "Weigh" }, { title: "Check" }],
};

phase("Look");
const looks = await parallel(
  ["what is there", "what could go wrong"].map(
    (aspect) => () => agent(\`Look at the workspace and say \${aspect}.\`, { label: aspect, agentType: "Explore" }),
  ),
);

phase("Weigh");
const summary = await agent(\`Weigh these against each other: \${looks.filter(Boolean).join(" ")}\`, { label: "weigh" });

phase("Check");
const verdict = await check("test -d .", { label: "the workspace is there" });

return { summary, green: verdict.ok };
`;

export const MADE_UP_PLAN: PlannerAnswer = {
  script: SCRIPT,
  assumed: [
    "A simulated model wrote this without reading the task: it shows how a plan goes, and does no work.",
  ],
};
