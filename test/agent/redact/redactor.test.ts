import { performance } from "node:perf_hooks";
import { describe, expect, test } from "vitest";
import { makeRedactor } from "../../../src/agent/redact/redactor.ts";
import { fakeKeys, made, privateKey } from "./fake-keys.ts";

const SECRET = made("secret", 40);
const PASSWORD = "p\"ä/s+s&w<o>r?d'1 x";
const values = [
  { name: "SHOP_TOKEN", value: SECRET },
  { name: "SHOP_PASSWORD", value: PASSWORD },
];
const redactor = makeRedactor({ values });
const formatsOnly = makeRedactor({ values: [] });

describe("values of secrets", () => {
  const forms: readonly (readonly [string, string])[] = [
    ["as they are", PASSWORD],
    ["in JSON", JSON.stringify(PASSWORD).slice(1, -1)],
    ["in JSON in JSON", JSON.stringify(JSON.stringify(PASSWORD)).slice(3, -3)],
    ["in a URL", encodeURIComponent(PASSWORD)],
    ["in a query", encodeURIComponent(PASSWORD).replaceAll("%20", "+")],
    ["in a URL, lower case", encodeURIComponent(PASSWORD).replace(/%../g, (code) => code.toLowerCase())],
    ["in HTML", "p&quot;ä/s+s&amp;w&lt;o&gt;r?d&#39;1 x"],
    ["quoted for a shell", `'${PASSWORD.replaceAll("'", String.raw`'\''`)}'`],
    ["in hexadecimal", Buffer.from(PASSWORD).toString("hex")],
    ["in hexadecimal, upper case", Buffer.from(PASSWORD).toString("hex").toUpperCase()],
  ];
  test.each(forms)("are found %s", (_how, form) => {
    const said = redactor.text(`before ${form} after`);
    expect(said).toContain("[redacted: SHOP_PASSWORD]");
    expect(said).not.toContain(form);
  });

  test.each(["", "u", "us", "use", "user:", '{"token":"'])("are found in base64 behind %j", (before) => {
    for (const behind of ["", "\n", "!!", '"}']) {
      for (const encoding of ["base64", "base64url"] as const) {
        const text = Buffer.from(`${before}${SECRET}${behind}`).toString(encoding);
        expect(redactor.text(text)).toContain("[redacted: SHOP_TOKEN]");
      }
    }
  });

  test("are found in base64 that is broken into lines, escaped or not", () => {
    for (const before of ["", "x", "xx", "many words before it "]) {
      const lines =
        Buffer.from(before + SECRET)
          .toString("base64")
          .match(/.{1,19}/g) ?? [];
      for (const lineBreak of ["\n", "\r\n", "\\n"]) {
        const said = redactor.text(`${lines.join(lineBreak)}\n`);
        expect(said).toContain("[redacted: SHOP_TOKEN]");
      }
    }
  });

  test("are found when an output was cut through them", () => {
    const said = redactor.text(`${SECRET.slice(0, 25)}\n[... 9 bytes dropped ...]\n${SECRET.slice(12)}`);
    expect(said).toBe("[redacted: SHOP_TOKEN]\n[... 9 bytes dropped ...]\n[redacted: SHOP_TOKEN]");
    expect(redactor.text(`it begins ${SECRET.slice(0, 6)}`)).toBe(`it begins ${SECRET.slice(0, 6)}`);
  });

  test("are found in every text of a JSON value, names of fields included", () => {
    const value = { [SECRET]: [1, null, true, `x${SECRET}`, { deep: PASSWORD }] };
    expect(redactor.json(value)).toEqual({
      "[redacted: SHOP_TOKEN]": [
        1,
        null,
        true,
        "x[redacted: SHOP_TOKEN]",
        { deep: "[redacted: SHOP_PASSWORD]" },
      ],
    });
  });

  test("of two that overlap the longer one is found", () => {
    const both = makeRedactor({
      values: [
        { name: "SHORT", value: SECRET.slice(0, 12) },
        { name: "LONG", value: SECRET },
      ],
    });
    expect(both.text(SECRET)).toBe("[redacted: LONG]");
  });

  test("alone are taken out of what a model wrote", () => {
    const [, key = ""] = fakeKeys("model")[0] ?? [];
    const content = [{ type: "text", text: `${SECRET} ${key} ${SECRET.slice(0, 30)}` }];
    expect(redactor.exact(content)).toEqual([
      { type: "text", text: `[redacted: SHOP_TOKEN] ${key} ${SECRET.slice(0, 30)}` },
    ]);
  });
});

describe("keys of known formats", () => {
  const surroundings = [
    ["alone", (key: string) => key],
    ["in quotes", (key: string) => `const key = "${key}";`],
    ["assigned", (key: string) => `API_KEY=${key}\n`],
    ["in a URL", (key: string) => `https://x.example/?key=${key}&more=1`],
    ["in a sentence", (key: string) => `The key is ${key}, keep it.`],
  ] as const;

  describe.each(fakeKeys("format"))("%s", (kind, key) => {
    test.each(surroundings)("%s", (_where, surround) => {
      const said = formatsOnly.text(surround(key));
      expect(said).toContain(`[redacted: ${kind}]`);
      expect(said).not.toContain(key.slice(-12));
      expect(formatsOnly.text(said)).toBe(said);
    });
  });

  test("a login in a URL loses its password, not its user and host", () => {
    expect(formatsOnly.text("postgres://shop:Tr0ub4dor&3@db:5432/shop")).toBe(
      "postgres://shop:[redacted: password in a URL]@db:5432/shop",
    );
  });

  test("an access key's secret is found behind its id, and behind its name", () => {
    const id = `AKIA${made("id", 16, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")}`;
    const secret = `${made("aws", 38)}/1`;
    for (const text of [
      `${id} ${secret}`,
      `"id": "${id}",\n "secret": "${secret}"`,
      `aws_secret_access_key = ${secret}`,
    ]) {
      expect(formatsOnly.text(text)).not.toContain(secret);
    }
  });

  test("a header loses its credential", () => {
    expect(formatsOnly.text(`curl -H "Authorization: Bearer ${made("bearer", 30)}" x`)).toBe(
      'curl -H "Authorization: Bearer [redacted: credential]" x',
    );
  });

  describe("a private key", () => {
    const key = privateKey("block");
    const middle = key.split("\n")[4] ?? "";
    test.each([
      ["in JSON", JSON.stringify({ key })],
      ["in JSON in JSON", JSON.stringify(JSON.stringify({ key }))],
      [
        "with line numbers",
        key
          .split("\n")
          .map((line, index) => `${index + 1}\t${line}`)
          .join("\n"),
      ],
      ["indented", key.replaceAll("\n", "\n    ")],
      ["without its end", key.slice(0, 300)],
      ["without its beginning", key.slice(120)],
    ])("%s", (_how, text) => {
      const said = formatsOnly.text(`before\n${text}\nafter and more`);
      expect(said).toContain("[redacted: private key]");
      expect(said).not.toContain(middle.slice(0, 20));
      expect(said).toMatch(/^before\n[^]*after and more$/);
    });
  });
});

describe("what is no secret stays as it is", () => {
  const texts: readonly (readonly [string, string])[] = [
    [
      "hashes",
      "commit 9fceb02d0ae598e95dc970b74767f19372d61af8\nsha256 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    ],
    [
      "ids",
      "123e4567-e89b-12d3-a456-426614174000 msg_01XFDUDYJgAACzvnptvVoYEL toolu_01A09q90qw90lq917835lq9",
    ],
    ["an image in base64", `data:image/png;base64,${Buffer.from(made("image", 3_000)).toString("base64")}`],
    [
      "a source map",
      `//# sourceMappingURL=data:application/json;base64,${Buffer.from('{"version":3,"sources":["a.ts"]}').toString("base64")}`,
    ],
    [
      "minified code",
      'function a(e,t){return e.sk-t.ask_live?"sk-"+t:`${e}:${t}@`}var AKIA=1,eyJ=e.f.g,task="task-list-with-many-parts";',
    ],
    ["integrity of packages", `"integrity": "sha512-${Buffer.from(made("lock", 64)).toString("base64")}"`],
    [
      "words that begin so",
      "sk-ant-… npm_config_registry npm_package_json hf_hub_download glpat- xoxb- AIza pypi-upload ask-proj-x task-sk-ant",
    ],
    [
      "a public key",
      "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE\n-----END PUBLIC KEY-----",
    ],
    ["a key's head alone", "-----BEGIN PRIVATE KEY----- is how it begins"],
    [
      "URLs",
      "http://127.0.0.1:3000/a@b https://git@github.com:22/x postgres://postgres:postgres@db/x https://user:${PASS}@host a://b:$PASSWORD@c",
    ],
    ["placeholders in headers", "Authorization: Bearer YOUR_API_KEY_HERE, Authorization: Bearer ${token}"],
    ["a path", "AWS_SHARED_CREDENTIALS_FILE=/home/ann/.aws/credentials"],
    ["JSON in base64 with dots", "eyJhIjoxfQ.eyJiIjoyfQ.c"],
  ];
  test.each(texts)("%s", (_what, text) => {
    expect(redactor.text(text)).toBe(text);
  });

  test("random base64, hexadecimal and text, many times", () => {
    for (let round = 0; round < 300; round += 1) {
      const bytes = Buffer.from(
        made(
          `random ${round}`,
          2_000,
          [...Array(256).keys()].map((code) => String.fromCharCode(code)).join(""),
        ),
        "latin1",
      );
      for (const text of [bytes.toString("base64"), bytes.toString("hex"), bytes.toString("latin1")]) {
        expect(formatsOnly.text(text)).toBe(text);
      }
    }
  });
});

test("redacting again changes nothing, whatever stands side by side", () => {
  const pieces = [
    ...fakeKeys("again").map(([, key]) => key),
    SECRET,
    PASSWORD,
    SECRET.slice(0, 22),
    Buffer.from(SECRET).toString("base64"),
    " ",
    "\n",
    "=",
    ":",
    "@",
    "://",
    "https://ann:",
    "-----BEGIN RSA PRIVATE KEY-----",
    "eyJ",
    "sk-",
    "Authorization: Bearer ",
    "\\n",
    "[redacted: aws key]",
    "aws_secret_access_key=",
    made("forty", 40),
  ];
  for (let round = 0; round < 2_000; round += 1) {
    const picks = [...Buffer.from(made(`mix ${round}`, 8), "latin1")];
    const text = picks.map((pick, index) => pieces[(pick * 7 + index * 13 + round) % pieces.length]).join("");
    const once = redactor.text(text);
    expect(redactor.text(once)).toBe(once);
    expect(once).not.toContain(SECRET);
  }
});

describe("time grows with the text only", () => {
  const many = makeRedactor({
    values: Array.from({ length: 40 }, (_, index) => ({
      name: `TOKEN_${index}`,
      value: made(`many ${index}`, 40),
    })),
  });
  const MB = 1_000_000;
  const hostile: readonly (readonly [string, string])[] = [
    ["plain text", "The quick brown fox jumps over the lazy dog, and reads src/a.ts:12 again.\n"],
    ["beginnings of keys", "sk-ant- sk-proj-x AKIA ghp_ eyJ -----BEGIN "],
    ["one beginning", "sk-ant-sk-"],
    ["heads of private keys", "-----BEGIN RSA PRIVATE KEY-----\n"],
    ["ends of private keys", "abc\n-----END RSA PRIVATE KEY-----"],
    ["backslashes", "-----BEGIN PRIVATE KEY-----\\\\\\\\\\\\\\\\"],
    ["dots and tokens", "eyJhbGciOiJIUzI1NiJ9."],
    ["logins", "a://bbbbbbbbbbbbbbbb:cccccccccccc"],
    ["one long word", "a"],
    ["line breaks", "\n"],
    ["headers", "Authorization: Bearer          "],
  ];
  test.each(hostile)("%s", (_what, piece) => {
    const text = piece.repeat(Math.ceil(MB / piece.length));
    const before = performance.now();
    many.text(text);
    // Some 10 ms; a busy machine is no fault, but anything that is not linear takes minutes.
    expect(performance.now() - before).toBeLessThan(3_000);
  });
});
