// pawl reject.
import { decisionCommand } from "../decision-command.ts";

export const reject = decisionCommand("reject", "no");
