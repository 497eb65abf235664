// Where the agents of the evaluation run: an empty workspace, transcripts that are thrown away, and a model.
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { MODELS, toModelId } from "../../dist/agent/model-table.js";
import { makeModelTraffic } from "../../dist/agent/model-traffic.js";
import { PRICES } from "../../dist/agent/prices.js";
import { makeRedactor } from "../../dist/agent/redact/redactor.js";
import { secretValues } from "../../dist/agent/redact/secret-values.js";
import { makeFileStore } from "../../dist/agent/transcript/file-store.js";
import { startSimulator } from "../../dist/simulator/simulator.js";
import { simulatedRules } from "./simulated-rules.mjs";

export async function openStage({ simulate, model }) {
  const folder = await mkdtemp(join(tmpdir(), "pawl-evaluate-"));
  const workspace = join(folder, "workspace");
  await mkdir(workspace);
  const simulator = simulate ? await startSimulator({ rules: simulatedRules }) : null;
  return {
    simulate,
    model: toModelId(model),
    workspace,
    ports: {
      model: simulator === null ? realModel(process.env) : { baseUrl: simulator.url },
      traffic: makeModelTraffic(),
      defaultModel: model,
      models: MODELS,
      prices: PRICES,
      home: homedir(),
      pawlHome: folder,
      store: makeFileStore(folder),
      redactor: makeRedactor({ values: secretValues(process.env) }),
      run: { workflowId: "evaluate-choice", runId: "1" },
      signal: new AbortController().signal,
      progress: () => {},
      attempt: 1,
    },
    async close() {
      await simulator?.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function realModel({ ANTHROPIC_API_KEY, ANTHROPIC_AUTH_TOKEN, ANTHROPIC_BASE_URL }) {
  return {
    ...(ANTHROPIC_API_KEY ? { apiKey: ANTHROPIC_API_KEY } : {}),
    ...(ANTHROPIC_AUTH_TOKEN ? { authToken: ANTHROPIC_AUTH_TOKEN } : {}),
    ...(ANTHROPIC_BASE_URL ? { baseUrl: ANTHROPIC_BASE_URL } : {}),
  };
}
