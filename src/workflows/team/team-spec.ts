// What a script asks of a team, as the guest has posted it.
import type { GuestCall } from "../messages.ts";

export type TeamSpec = GuestCall<"team">;
export type MemberSpec = TeamSpec["members"][number];
