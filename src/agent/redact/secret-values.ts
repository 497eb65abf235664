// Which variables of an environment hold secrets, by their names.
import { existsSync } from "node:fs";

export type SecretValue = {
  /** Shown in place of the value. */
  readonly name: string;
  readonly value: string;
};

export type Environment = Readonly<Record<string, string | undefined>>;

const SECRET_NAME =
  /(?:KEYS?|TOKENS?|SECRETS?|PASSWORDS?|PASSWD|PASSPHRASES?|PASSCODE|PASS|PWD|CREDENTIALS?|CREDS?|AUTH|COOKIES?)(?:_|\d|$)/i;

/** Git is configured by `GIT_CONFIG_KEY_0=safe.directory`; the working directory is no password. */
const NO_SECRET_NAME = /^(?:GIT_CONFIG_KEY_\d+|PWD|OLDPWD)$/;

/** Shorter values would blot out ordinary text. */
const VALUE_MIN_CHARS = 8;
/** Of a value that is a plain word or number. */
const PLAIN_VALUE_MIN_CHARS = 12;
/** Of one line of a value with several. */
const LINE_MIN_CHARS = 16;
/** Of fields in fields; deeper is no credential file. */
const JSON_DEPTH_MAX = 8;

/** The values of an environment's secret variables: each whole, and its lines when it has several. */
export function secretValues(environment: Environment): readonly SecretValue[] {
  return Object.entries(environment).flatMap(([name, value = ""]) =>
    isSecretName(name) ? partsOf(name, value) : passwordIn(name, value),
  );
}

export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name) && !NO_SECRET_NAME.test(name);
}

function partsOf(name: string, value: string): SecretValue[] {
  const whole = value.trim();
  const lines = whole.split(/\r?\n/).map((line) => line.trim());
  const inner = lines.length > 1 ? lines.filter((line) => line.length >= LINE_MIN_CHARS) : [];
  return [...(isSecret(whole) ? [whole] : []), ...inner.filter(isSecret), ...secretsInJson(whole)].map(
    (part) => ({ name, value: part }),
  );
}

function isSecret(value: string): boolean {
  if (value.length < VALUE_MIN_CHARS) return false;
  if (/^(?:[a-z]+|[A-Z]+|[A-Z][a-z]+|\d+)$/.test(value)) return value.length >= PLAIN_VALUE_MIN_CHARS;
  return !isPlainAddress(value) && !isPath(value);
}

/** `DATABASE_URL=postgres://shop:PASSWORD@db/shop`: whatever the variable is called. */
function passwordIn(name: string, value: string): SecretValue[] {
  if (!/:\/\/[^\s/]*:[^\s/]*@/.test(value) || !URL.canParse(value)) return [];
  const { password } = new URL(value);
  return [...new Set([password, decoded(password)])].filter(isSecret).map((part) => ({ name, value: part }));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** `TOKEN_URL=https://login.example.com/token` says where, not what. */
function isPlainAddress(value: string): boolean {
  return /^https?:\/\/[^\s@?#]*$/.test(value) && !/[A-Za-z0-9_-]{20,}/.test(value);
}

/** `SSH_KEY=/home/ann/.ssh/id`: a key file's name is no secret. */
function isPath(value: string): boolean {
  return /^[/~.]/.test(value) && !value.includes("\n") && existsSync(value);
}

/** A credential file as a variable's value: its secret fields, each on its own. */
function secretsInJson(text: string): string[] {
  if (!text.startsWith("{")) return [];
  try {
    return secretFields(JSON.parse(text), 0);
  } catch {
    return [];
  }
}

function secretFields(value: unknown, depth: number): string[] {
  if (typeof value !== "object" || value === null || depth > JSON_DEPTH_MAX) return [];
  return Object.entries(value).flatMap(([key, field]) => {
    if (typeof field !== "string") return secretFields(field, depth + 1);
    return isSecretName(key) && isSecret(field.trim()) ? [field.trim()] : [];
  });
}
