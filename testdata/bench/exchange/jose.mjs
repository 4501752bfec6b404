// The real jose. It reads a question a line and writes an answer a line, both in JSON. Its
// argument is the folder that contains jose.

import { createPrivateKey, createPublicKey } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { createInterface } from "node:readline";

const folder = process.argv.at(-1);
const { errors, jwtVerify, SignJWT } = createRequire(join(folder, "x.js"))("jose");

function keys(q) {
  if (q.algorithm !== "EdDSA") {
    const secret = new TextEncoder().encode(q.secret);
    return [secret, secret];
  }
  const der = Buffer.from("302e020100300506032b657004220420" + q.seed, "hex"); // PKCS #8
  const key = createPrivateKey({ key: der, format: "der", type: "pkcs8" });
  return [key, createPublicKey(key)];
}

async function mint(q) {
  const jwt = new SignJWT(q.claims).setProtectedHeader({ ...q.header, alg: q.algorithm });
  return { token: await jwt.sign(keys(q)[0]) };
}

function verdict(e) {
  if (e instanceof errors.JWTExpired) return "expired";
  if (e instanceof errors.JWTClaimValidationFailed) {
    return e.claim === "nbf" && e.reason === "check_failed" ? "not_yet_valid" : "claims";
  }
  if (e instanceof errors.JWSSignatureVerificationFailed) return "forged";
  if (e instanceof errors.JWTInvalid) return "claims";
  return e instanceof errors.JOSEError ? "malformed" : "error";
}

async function read(q) {
  const options = { algorithms: [q.algorithm], currentDate: new Date(q.now * 1000) };
  if (q.issuer) options.issuer = q.issuer;
  if (q.audience) options.audience = q.audience;
  try {
    await jwtVerify(q.token, keys(q)[1], options);
    return { verdict: "ok" };
  } catch (e) {
    return { verdict: verdict(e) };
  }
}

const { version } = JSON.parse(readFileSync(join(folder, "jose", "package.json")));
console.log(JSON.stringify({ version: "jose " + version }));
for await (const line of createInterface({ input: process.stdin })) {
  const q = JSON.parse(line);
  console.log(JSON.stringify(await { mint, read }[q.op](q)));
}
