// An address as it may be shown: a gateway's may carry a login.

export function withoutLogin(url: string): string {
  return url.replace(/\/\/[^/@]*@/u, "//");
}
