// The host's half of team(): starts the team, and gives the call what it came to.
import type { Json } from "../../protocol/json.ts";
import type { RunContext } from "../run-context.ts";
import { Team } from "../team/team.ts";
import type { TeamSpec } from "../team/team-spec.ts";

export type TeamCallEars = { counted(): void; used(): void };

export function runTeamCall(spec: TeamSpec, run: RunContext, heard: TeamCallEars): Promise<Json> {
  return new Promise((resolve, reject) => {
    const ears = { ...heard, ended: resolve, stopped: reject };
    const team = new Team(spec, run, { number: run.record.teams.nextNumber(), ears });
    run.record.teams.add(team);
    team.start();
  });
}
