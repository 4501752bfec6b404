// Takes the place of a database of accounts, for the two Node programs.

export interface Account {
  readonly id: number;
  readonly passwordHash: string;
}

export class Accounts {
  readonly #rows = new Map<number, Account>();

  async get(id: number): Promise<Account | undefined> {
    return this.#rows.get(id);
  }

  async setPassword({ id }: Account, password: string): Promise<void> {
    this.#rows.set(id, { id, passwordHash: "hash of " + password }); // not one to copy
  }

  delete(id: number): void {
    this.#rows.delete(id);
  }
}
