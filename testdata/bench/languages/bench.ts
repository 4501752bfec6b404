// Measures emitted TypeScript beside its peers: node bench.mjs KEYS SIGNING PUBLIC, with a key
// ring, a signing key and its public key.
//
// The first line of its output is JSON: the lengths of the tokens in characters, and the version of
// Node. Then it reads a command a line, NAME<tab>N, runs an operation N times, and prints the
// nanoseconds of CPU time that this took. It runs the operations one after the other. If NAME ends
// in ", 16 at once", 16 of them are under way at any time, as in a server.

import * as jose from "jose";
import { LocalProtocol } from "paseto";
import { DecryptFactory, EncryptFactory, GenerateKeyFactory } from "paseto/v3/local";
import { Keyring, PublicKeyring, Reset, ResetPublic, SigningKey } from "./tokens/index.js";

declare const process: {
  readonly argv: readonly string[];
  readonly version: string;
  readonly stdin: AsyncIterable<Uint8Array>;
  readonly stdout: { write(text: string): void };
  cpuUsage(): { readonly user: number; readonly system: number }; // microseconds
};

type Op = () => Promise<unknown>;

const email = "anna.garcia@example.com";
const claims = { uid: 123456789, email };
const payload = { uid: 123456789n, email };
const life = "30m";
const seconds = 1800;

const ops: Record<string, Op> = {};
const lengths: Record<string, number> = {};

/** A system that makes and reads tokens. */
interface System {
  readonly name: string;
  readonly mint: () => Promise<string>;
  readonly open: (token: string) => Promise<unknown>;
}

/** Adds the operations of a system, after it has shown that it refuses a changed token. */
async function add(made: string, read: string, { name, mint, open }: System): Promise<void> {
  const token = await mint();
  const middle = token.length >> 1;
  const other = token[middle] === "A" ? "B" : "A";
  await open(token);
  const accepted = await open(token.slice(0, middle) + other + token.slice(middle + 1)).then(
    () => true,
    () => false,
  );
  if (accepted) {
    throw new Error(name + " accepts a changed token");
  }
  lengths[name] = token.length;
  ops[`${name}: ${made}`] = mint;
  ops[`${name}: ${read}`] = () => open(token);
}

const secret = crypto.getRandomValues(new Uint8Array(32));

async function addSigned(): Promise<void> {
  const { subtle } = crypto;
  const hmac = { name: "HMAC", hash: "SHA-256" };
  const key = await subtle.importKey("raw", secret, hmac, false, ["sign", "verify"]);
  const covered = new Uint8Array(86); // as much as a token's tag covers
  ops["subtle.sign"] = () => subtle.sign("HMAC", key, covered);

  const keys = await Keyring.parse(process.argv[2]!);
  await add("sign", "verify", {
    name: "typeseal",
    mint: () => Reset.sign(keys, payload),
    open: (token) => Reset.verify(keys, token),
  });
  await add("sign", "verify", signedJWT("jose HS256, CryptoKey", "HS256", key, key));
  await add("sign", "verify", signedJWT("jose HS256, bytes", "HS256", secret, secret));
}

async function addPublic(): Promise<void> {
  const signing = await SigningKey.parse(process.argv[3]!);
  const ring = await PublicKeyring.parse(process.argv[4]!);
  await add("sign", "verify", {
    name: "typeseal Ed25519",
    mint: () => ResetPublic.sign(signing, payload),
    open: (token) => ResetPublic.verify(ring, token),
  });
  const { privateKey, publicKey } = await jose.generateKeyPair("Ed25519");
  await add("sign", "verify", signedJWT("jose Ed25519", "Ed25519", privateKey, publicKey));
}

type Key = CryptoKey | Uint8Array;

function signedJWT(name: string, alg: string, own: Key, others: Key): System {
  const options = { algorithms: [alg] };
  return {
    name,
    mint: () =>
      new jose.SignJWT(claims)
        .setProtectedHeader({ alg })
        .setIssuedAt()
        .setExpirationTime(life)
        .sign(own),
    open: (token) => jose.jwtVerify(token, others, options),
  };
}

async function addSealed(): Promise<void> {
  const keys = await Keyring.parse(process.argv[2]!);
  await add("seal", "open", {
    name: "typeseal sealed",
    mint: () => Reset.seal(keys, payload),
    open: (token) => Reset.open(keys, token),
  });
  const uses = ["encrypt", "decrypt"] as const;
  const key = await crypto.subtle.importKey("raw", secret, "AES-GCM", false, uses);
  await add("seal", "open", sealedJWT("jose A256GCM, CryptoKey", key));
  await add("seal", "open", sealedJWT("jose A256GCM, bytes", secret));

  const v3 = new LocalProtocol(GenerateKeyFactory, EncryptFactory, DecryptFactory);
  const local = await v3.GenerateKey();
  await add("seal", "open", {
    name: "paseto v3.local",
    mint: () => v3.Encrypt(local, claims, { expiresIn: seconds }),
    open: (token) => v3.Decrypt(local, token),
  });
}

function sealedJWT(name: string, key: Key): System {
  return {
    name,
    mint: () =>
      new jose.EncryptJWT(claims)
        .setProtectedHeader({ alg: "dir", enc: "A256GCM" })
        .setIssuedAt()
        .setExpirationTime(life)
        .encrypt(key),
    open: (token) => jose.jwtDecrypt(token, key),
  };
}

/** Returns how long n runs of an operation take, in nanoseconds of CPU time. */
async function timed(op: Op, n: number, atOnce: number): Promise<number> {
  let left = n;
  const worker = async (): Promise<void> => {
    while (left-- > 0) {
      await op();
    }
  };
  const start = process.cpuUsage();
  await Promise.all(Array.from({ length: atOnce }, worker));
  const end = process.cpuUsage();
  return 1000 * (end.user - start.user + end.system - start.system);
}

await addSigned();
await addPublic();
await addSealed();
const versions = { Node: process.version };
process.stdout.write(JSON.stringify({ lengths, versions }) + "\n");
let rest = "";
for await (const chunk of process.stdin) {
  const lines = (rest + new TextDecoder().decode(chunk)).split("\n");
  rest = lines.pop()!;
  for (const line of lines) {
    const [name = "", n] = line.split("\t");
    const alone = name.replace(/, 16 at once$/, "");
    process.stdout.write((await timed(ops[alone]!, Number(n), alone === name ? 1 : 16)) + "\n");
  }
}
