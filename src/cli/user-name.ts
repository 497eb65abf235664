// Who answers, as the run's record will say it.
import { userInfo } from "node:os";

export function userName(): string {
  try {
    return userInfo().username || "unknown";
  } catch {
    // A user id without an entry in the system's list, as in many containers.
    return `uid ${process.getuid?.() ?? "unknown"}`;
  }
}
