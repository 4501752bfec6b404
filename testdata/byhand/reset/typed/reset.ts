// The links of mails for a new password, by a type that emit has written.

import { InvalidToken, Keyring, PasswordReset } from "./tokens/index.ts";
import type { Account, Accounts } from "./accounts.ts";

const keys = await Keyring.parse(process.env["TYPESEAL_KEYS"]!);

export async function link(base: string, account: Account): Promise<string> {
  const { id, passwordHash } = account;
  const token = await PasswordReset.sign(keys, { account: BigInt(id) }, { passwordHash });
  return `${base}/reset?token=${token}`;
}

/** Rejects with InvalidToken if the token is at fault. */
export async function setPassword(all: Accounts, token: string, password: string): Promise<void> {
  let account: Account | undefined;
  await PasswordReset.verify(keys, token, async (reset) => {
    account = await all.get(Number(reset.account));
    if (!account) throw new InvalidToken("stale");
    return { passwordHash: account.passwordHash };
  });
  await all.setPassword(account!, password);
}
