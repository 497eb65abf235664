import { expect, test } from "vitest";
import { secretValues } from "../../../src/agent/redact/secret-values.ts";
import { made, privateKey } from "./fake-keys.ts";

const TOKEN = made("token", 30);

test.each([
  "ANTHROPIC_API_KEY",
  "ANTHROPIC_AUTH_TOKEN",
  "TEMPORAL_API_KEY",
  "AWS_SECRET_ACCESS_KEY",
  "AWS_SESSION_TOKEN",
  "GITHUB_TOKEN",
  "PGPASSWORD",
  "MYSQL_PWD",
  "DB_PASS",
  "GOOGLE_CREDENTIALS",
  "npm_config__authToken",
  "CLIENT_SECRET_2",
  "SSH_KEY_PASSPHRASE",
  "NPM_AUTH",
])("%s is a secret by its name", (name) => {
  expect(secretValues({ [name]: TOKEN })).toEqual([{ name, value: TOKEN }]);
});

test.each([
  ["HOME", "/home/ann-the-long"],
  ["GIT_AUTHOR_NAME", "Ann Example"],
  ["XAUTHORITY", "/run/x"],
  ["GIT_CONFIG_KEY_0", "safe.directory"],
  ["KEYBOARD_LAYOUT", "de-latin1-nodeadkeys"],
  ["TOKENIZERS_PARALLELISM", "false-or-true"],
  ["PWD", "/some/where/1234567"],
])("%s is none", (name, value) => {
  expect(secretValues({ [name]: value })).toEqual([]);
});

test.each([
  ["short", "abc1234"],
  ["a plain word", "simulated"],
  ["empty", ""],
  ["an address", "https://login.example.com/oauth/token"],
  ["a file that is there", import.meta.filename ?? process.execPath],
])("a value that is %s does not count", (_what, value) => {
  expect(secretValues({ SOME_TOKEN: value })).toEqual([]);
});

test("a value with several lines counts line by line, too", () => {
  const key = privateKey("lines");
  const found = secretValues({ DEPLOY_KEY: key }).map(({ value }) => value);
  expect(found).toContain(key);
  expect(found).toContain(key.split("\n")[3]);
});

test("a credential file in a variable counts field by field", () => {
  const file = JSON.stringify({
    type: "service_account",
    private_key: TOKEN,
    nested: { client_secret: `x${TOKEN}` },
  });
  const found = secretValues({ GOOGLE_CREDENTIALS: file }).map(({ value }) => value);
  expect(found).toEqual([file, TOKEN, `x${TOKEN}`]);
});

test("the password of an address counts, whatever its variable is called", () => {
  expect(secretValues({ DATABASE_URL: "postgres://shop:pa%2Fss-w0rd@db/shop" })).toEqual([
    { name: "DATABASE_URL", value: "pa%2Fss-w0rd" },
    { name: "DATABASE_URL", value: "pa/ss-w0rd" },
  ]);
});
