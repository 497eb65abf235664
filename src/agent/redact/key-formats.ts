// Keys that can be told by their looks: what vendors begin theirs with, and how they go on.
// Every pattern is sticky and has one way to match, so that a hostile text costs no more than an honest one.

export type KeyFormat = {
  readonly kind: string;
  /** Every key has one of these in it, three characters or more, at its beginning. */
  readonly begins: readonly string[];
  /** The secret is its only group, at its end; without a group the whole. */
  readonly pattern: RegExp;
  /** The pattern alone would find too much: identifiers, examples. */
  readonly accepts?: (match: RegExpExecArray) => boolean;
};

/** Digits among letters, and no "XXXX": what a vendor's random generator gives. */
function looksRandom([key]: RegExpExecArray): boolean {
  return /\d/.test(key) && /[A-Za-z]/.test(key) && new Set(key).size >= 10;
}

export const KEY_FORMATS: readonly KeyFormat[] = [
  { kind: "anthropic key", begins: ["sk-ant-"], pattern: /sk-ant-[\w-]{16,}/y },
  {
    kind: "openai key",
    begins: ["sk-proj-", "sk-svcacct-", "sk-admin-"],
    pattern: /sk-(?:proj|svcacct|admin)-[\w-]{20,}/y,
  },
  { kind: "openrouter key", begins: ["sk-or-v1-"], pattern: /sk-or-v1-[0-9a-f]{32,}/y },
  { kind: "api key", begins: ["sk-"], pattern: /sk-[A-Za-z0-9]{32,}/y, accepts: looksRandom },
  { kind: "xai key", begins: ["xai-"], pattern: /xai-[A-Za-z0-9]{70,}/y },
  { kind: "groq key", begins: ["gsk_"], pattern: /gsk_[A-Za-z0-9]{50,}/y },
  { kind: "perplexity key", begins: ["pplx-"], pattern: /pplx-[A-Za-z0-9]{40,}/y },
  { kind: "hugging face token", begins: ["hf_"], pattern: /hf_[A-Za-z]{34}(?![A-Za-z])/y },
  { kind: "replicate token", begins: ["r8_"], pattern: /r8_[A-Za-z0-9]{37}/y, accepts: looksRandom },
  { kind: "github token", begins: ["ghp_", "gho_", "ghu_", "ghs_", "ghr_"], pattern: /gh[pousr]_\w{36,}/y },
  { kind: "github token", begins: ["github_pat_"], pattern: /github_pat_\w{22,}/y },
  {
    kind: "gitlab token",
    begins: [
      "glpat-",
      "gldt-",
      "glrt-",
      "glcbt-",
      "glptt-",
      "glft-",
      "glimt-",
      "glagent-",
      "gloas-",
      "glsoat-",
    ],
    pattern: /gl[a-z]{2,5}-[\w-]{20,}(?:\.[0-9a-z]{2,9})?/y,
  },
  {
    kind: "slack token",
    begins: [
      "xoxa-",
      "xoxb-",
      "xoxc-",
      "xoxd-",
      "xoxe-",
      "xoxe.",
      "xoxo-",
      "xoxp-",
      "xoxr-",
      "xoxs-",
      "xapp-",
    ],
    pattern: /(?:xox[a-z]|xapp)[-.][\w.%-]{16,}/y,
    accepts: ([key]) => /\d/.test(key),
  },
  {
    kind: "slack webhook",
    begins: ["hooks.slack.com/"],
    pattern: /hooks\.slack\.com\/(?:services|workflows|triggers)\/[\w/]{20,}/y,
  },
  { kind: "google key", begins: ["AIza"], pattern: /AIza[\w-]{35}/y, accepts: looksRandom },
  { kind: "google token", begins: ["ya29."], pattern: /ya29\.[\w-]{20,}/y },
  { kind: "google secret", begins: ["GOCSPX-"], pattern: /GOCSPX-[\w-]{20,}/y },
  {
    kind: "stripe key",
    begins: ["sk_live_", "sk_test_", "rk_live_", "rk_test_"],
    pattern: /[sr]k_(?:live|test)_[A-Za-z0-9]{16,}/y,
  },
  { kind: "webhook secret", begins: ["whsec_"], pattern: /whsec_[A-Za-z0-9+/]{24,}={0,2}/y },
  { kind: "npm token", begins: ["npm_"], pattern: /npm_[A-Za-z0-9]{36}/y },
  { kind: "pypi token", begins: ["pypi-"], pattern: /pypi-[\w-]{50,}/y },
  { kind: "rubygems key", begins: ["rubygems_"], pattern: /rubygems_[0-9a-f]{48}/y },
  { kind: "sendgrid key", begins: ["SG."], pattern: /SG\.[\w-]{16,32}\.[\w-]{32,64}/y },
  {
    kind: "digitalocean token",
    begins: ["dop_v1_", "doo_v1_", "dor_v1_"],
    pattern: /do[opr]_v1_[0-9a-f]{64}/y,
  },
  { kind: "databricks token", begins: ["dapi"], pattern: /dapi[0-9a-f]{32}(?:-\d)?/y },
  {
    kind: "shopify token",
    begins: ["shpat_", "shpca_", "shppa_", "shpss_"],
    pattern: /shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}/y,
  },
  { kind: "vault token", begins: ["hvs.", "hvb."], pattern: /hv[sb]\.[\w-]{80,}/y },
  { kind: "linear key", begins: ["lin_api_"], pattern: /lin_api_[A-Za-z0-9]{40}/y },
  { kind: "notion token", begins: ["ntn_"], pattern: /ntn_\d{11}[A-Za-z0-9]{35}/y },
  { kind: "postman key", begins: ["PMAK-"], pattern: /PMAK-[0-9a-f]{24}-[0-9a-f]{34}/y },
  { kind: "pulumi token", begins: ["pul-"], pattern: /pul-[0-9a-f]{40}/y },
  { kind: "doppler token", begins: ["dp.pt."], pattern: /dp\.pt\.[A-Za-z0-9]{40,}/y },
  {
    kind: "fly token",
    begins: ["fm2_", "fm1r_", "fm1a_"],
    pattern: /fm(?:2|1[ar])_[A-Za-z0-9+/]{80,}={0,2}/y,
  },
  { kind: "grafana token", begins: ["glsa_"], pattern: /glsa_[A-Za-z0-9]{32}_[0-9A-Fa-f]{8}/y },
  { kind: "grafana token", begins: ["glc_"], pattern: /glc_[A-Za-z0-9+/]{40,}={0,2}/y },
  { kind: "sentry token", begins: ["sntrys_", "sntryu_"], pattern: /sntry[su]_[\w+/=]{40,}/y },
  { kind: "age key", begins: ["AGE-SECRET-KEY-1"], pattern: /AGE-SECRET-KEY-1[A-Z0-9]{58}/y },
  { kind: "1password token", begins: ["ops_eyJ"], pattern: /ops_eyJ[A-Za-z0-9+/]{100,}={0,2}/y },
  {
    kind: "azure key",
    begins: ["AccountKey=", "SharedAccessKey="],
    pattern: /(?:AccountKey|SharedAccessKey)=([A-Za-z0-9+/]{40,}={0,2})/y,
  },
  { kind: "bedrock key", begins: ["ABSK"], pattern: /ABSK[A-Za-z0-9+/]{100,}={0,2}/y },
  {
    kind: "json web token",
    begins: ["eyJ"],
    pattern: /eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/y,
    accepts: ([token]) => isTokenHeader(token.slice(0, token.indexOf("."))),
  },
  {
    kind: "credential",
    begins: ["Authorization", "authorization", "AUTHORIZATION"],
    pattern: /authorization["']?\s{0,8}[:=]\s{0,8}["']?(?:bearer|basic|token)\s{1,8}([\w.~+/-]{16,}={0,2})/iy,
    accepts: ([header]) => /\d/.test(header),
  },
];

/** Any base64 of JSON begins with `eyJ`; a token's first part names its algorithm. */
function isTokenHeader(part: string): boolean {
  return /"(?:alg|enc)"/.test(Buffer.from(part, "base64url").toString("latin1"));
}
