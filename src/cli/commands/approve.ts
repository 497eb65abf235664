// pawl approve.
import { decisionCommand } from "../decision-command.ts";

export const approve = decisionCommand("approve", "yes");
