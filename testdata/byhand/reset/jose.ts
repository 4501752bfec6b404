// The links of mails for a new password, with jose. It has no way to replace the key.

import { createHmac, createSecretKey, timingSafeEqual } from "node:crypto";
import { errors, jwtVerify, SignJWT, type JWTPayload } from "jose";
import type { Account, Accounts } from "./accounts.ts";

const key = createSecretKey(Buffer.from(process.env["RESET_KEY"]!, "hex"));
const audience = "password-reset";

export class InvalidToken extends Error {}

/** Is a MAC, so that the token does not show the hash. */
function fingerprint({ id, passwordHash }: Account): Buffer {
  return createHmac("sha256", key).update(`state of account ${id}: ${passwordHash}`).digest();
}

export async function link(base: string, account: Account): Promise<string> {
  const token = await new SignJWT({ state: fingerprint(account).toString("hex") })
    .setProtectedHeader({ alg: "HS256" })
    .setAudience(audience)
    .setSubject(String(account.id))
    .setIssuedAt()
    .setExpirationTime("30m")
    .sign(key);
  return `${base}/reset?token=${token}`;
}

async function claimsOf(token: string): Promise<JWTPayload> {
  try {
    const options = { algorithms: ["HS256"], audience, requiredClaims: ["sub", "exp", "iat"] };
    const { payload } = await jwtVerify(token, key, options);
    return payload;
  } catch (error) {
    throw error instanceof errors.JOSEError ? new InvalidToken() : error;
  }
}

/** Rejects with InvalidToken if the token is at fault. */
export async function setPassword(all: Accounts, token: string, password: string): Promise<void> {
  const { sub, state } = await claimsOf(token);
  const account = await all.get(Number(sub));
  if (!account || typeof state !== "string") throw new InvalidToken();
  const given = Buffer.from(state, "hex");
  const today = fingerprint(account);
  if (given.length !== today.length || !timingSafeEqual(given, today)) throw new InvalidToken();
  await all.setPassword(account, password);
}
