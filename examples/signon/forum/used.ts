import type { Store, Use } from "./tokens/index.ts";

/**
 * Remembers used tokens in memory. It is for a site of one process, which is then the only one that
 * redeems its tokens: they are bound to its origin. Several processes need the database or Redis:
 * runtime/replay/RECORDS.md has the statements. A token that was issued before the
 * second in which this store was made is refused, since an earlier process may have redeemed it.
 */
export class UsedTokens implements Store {
  readonly #until = new Map<string, number>();
  readonly #start = Math.floor(Date.now() / 1000);

  async consume({ salt, id, issuedAt, expiresAt }: Use): Promise<boolean> {
    const now = Date.now() / 1000;
    for (const [key, until] of this.#until) {
      if (until < now) this.#until.delete(key);
      else break; // the others are newer
    }
    const key = `${salt} ${id.join()}`;
    if (this.#until.has(key) || issuedAt < this.#start) return false;
    this.#until.set(key, expiresAt + 3600); // an hour more, if a clock is set back
    return true;
  }
}
