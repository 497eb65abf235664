// Records the histories that test/replay replays: runs the scripts of record-history/shapes.mjs on a real Temporal dev
// server with a real worker and the simulated model, and writes test/replay/histories/NAME.json.
//
//   npm run build && node scripts/record-history.mjs
//
// Only those that are not there yet: one that no longer replays is a run of somebody's that would break.
import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { historyToJSON } from "@temporalio/common/lib/proto-utils.js";
import { anonymous } from "./record-history/anonymous.mjs";
import { shapes } from "./record-history/shapes.mjs";
import { openStage } from "./record-history/stage.mjs";

const HISTORIES = fileURLToPath(new URL("../test/replay/histories/", import.meta.url));

const wanted = shapes.filter(({ name }) => !existsSync(fileOf(name)));
if (wanted.length === 0) console.log("Every history is there.");
else await recordAll(wanted);

async function recordAll(list) {
  await mkdir(HISTORIES, { recursive: true });
  const stage = await openStage();
  try {
    for (const shape of list) await record(shape, stage);
  } finally {
    await stage.close();
  }
}

async function record(shape, stage) {
  await shape.before?.(stage);
  const handle = await stage.start(shape);
  await shape.act?.(handle, stage);
  const end = await handle.result().then(
    ({ status }) => status,
    (error) => error.cause?.type ?? error.cause?.name ?? "failed",
  );
  if (end !== shape.end) throw new Error(`${shape.name}: expected the end ${shape.end}, got ${end}`);
  const history = historyToJSON(await handle.fetchHistory());
  await writeFile(
    fileOf(shape.name),
    `${JSON.stringify(anonymous(JSON.parse(history), stage.paths), null, 1)}\n`,
  );
  console.log(`${shape.name}: ${end}`);
}

function fileOf(name) {
  return `${HISTORIES}${name}.json`;
}
