// acorn looks through a list of all names of a scope for each name that is declared: 70,000 of them, which a script has
// room for, take ten seconds, during which the worker does nothing else, no pulse of an agent and no query (measured).
import type { Parser } from "acorn";

type Scope = { var: string[]; lexical: string[]; functions: string[] };
type ParserClass = typeof Parser;

/** A plugin for `Parser.extend`: the same scopes, in which a name is found at once. */
export function quickScopes(Base: ParserClass): ParserClass {
  class QuickScopes extends Base {
    declare scopeStack: Scope[];

    enterScope(flags: number): void {
      (Base.prototype as unknown as { enterScope(flags: number): void }).enterScope.call(this, flags);
      const scope = this.scopeStack.at(-1);
      if (scope !== undefined)
        Object.assign(scope, { var: new Names(), lexical: new Names(), functions: new Names() });
    }
  }
  return QuickScopes;
}

/** A list that knows where its names are. Whoever cuts it short (a parser that steps back) may do so. */
class Names extends Array<string> {
  readonly #places = new Map<string, number>();

  override push(name: string): number {
    if (this.indexOf(name) === -1) this.#places.set(name, this.length);
    return super.push(name);
  }

  override indexOf(name: string): number {
    const place = this.#places.get(name);
    return place !== undefined && this[place] === name ? place : -1;
  }
}
