// The run's teams, for its queries.
import { TEAMS_SHOWN } from "../protocol/limits.ts";
import type { TeamBrief, TeamView } from "../protocol/team.ts";
import { fitting } from "./fitting.ts";
import { toTeamBrief } from "./team/team-view.ts";

type Viewed = { view(): TeamView };

export type TeamBook = ReturnType<typeof makeTeamBook>;

export function makeTeamBook() {
  const teams: Viewed[] = [];
  const newest = (): TeamView[] => teams.slice(-TEAMS_SHOWN).map((team) => team.view());
  return {
    /** Numbers the run's teams from 1. */
    nextNumber: (): number => teams.length + 1,
    add: (team: Viewed): void => void teams.push(team),
    /** The newest first: where one reply is too small for all, it has the newest. */
    view: (): TeamView[] => fitting(newest().reverse()),
    briefs: (): TeamBrief[] => newest().map(toTeamBrief),
  };
}
