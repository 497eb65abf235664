// All classes of attacks.
import type { AttackClass } from "./attack.ts";
import { environment } from "./cases/environment.ts";
import { files } from "./cases/files.ts";
import { gitPlaces } from "./cases/git-places.ts";
import { gitTricks } from "./cases/git-tricks.ts";
import { kernel } from "./cases/kernel.ts";
import { later } from "./cases/later.ts";
import { links } from "./cases/links.ts";
import { network } from "./cases/network.ts";
import { paths } from "./cases/paths.ts";
import { proc } from "./cases/proc.ts";
import { processes } from "./cases/processes.ts";
import { resources } from "./cases/resources.ts";
import { searches } from "./cases/searches.ts";
import { settings } from "./cases/settings.ts";

export const ATTACKS: readonly AttackClass[] = [
  ...[paths, links, files, searches, environment, proc, processes],
  ...[gitPlaces, gitTricks, settings, network, kernel, resources, later],
];
