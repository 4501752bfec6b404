// Checks that the runtime does not depend on what the program around it gives or throws. It prints
// the name of each check.

import * as t from "../../templates/typescript/typeseal.ts";

const root = "typeseal_key_v1_RzKv00lFK6BPotsWCbfEvINV3cEBmfdfrXc1SbzyltuHNOCU";

function same(got: unknown, want: unknown): void {
  if (got !== want) {
    throw new Error(String(got) + ", want " + String(want));
  }
}

/** Returns what a promise rejects with. */
async function failure(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error("no error");
}

/** A ring may come from somebody else, such as a public ring. Its time is linear. */
async function longRings(): Promise<void> {
  const many = " \t".repeat(16000);
  const blanks = [many + many, "cutoff" + many + "x" + many, "x" + "\r\n".repeat(32000)];
  const start = Date.now();
  for (const kind of [t.Keyring, t.PublicKeyring, t.SigningKey]) {
    const others = [" ;".repeat(32000), 'cutoff 1 binding "\\'.repeat(3000)];
    for (const text of [...others, ...blanks.map((text) => text + "x")]) {
      same((await failure(kind.parse(text))) instanceof t.ConfigError, true);
    }
  }
  same(Date.now() - start < 20_000, true); // it was minutes
}

const policy: t.MintPolicy<{ readonly a: string }, { readonly e: string | Uint8Array }> = {
  protection: t.signed,
  codec: t.json,
  salt: "app.a",
  prefix: "ts1_",
  maxAge: 3600,
  maxSize: 4096,
  version: 1,
  mint: 1,
  payload: t.struct(t.field("a", t.string())),
  state: t.state(t.struct(t.field("e", t.stateText))),
};

/** An error of load comes through as it is, unless it is an InvalidToken about something else. */
async function errorsOfLoad(): Promise<void> {
  const keys = await t.Keyring.parse(root);
  const token = await t.mint(policy, keys, { a: "1" }, undefined, { e: "1" });
  const thrown = async (error: unknown): Promise<unknown> =>
    failure(t.open(policy, keys, token, undefined, () => Promise.reject(error)));
  const others: unknown[] = [undefined, null, "text", Symbol("s"), 7, new TypeError("t")];
  others.push(new t.InvalidToken("stale"));
  for (const reason of [undefined, null, {}, "timeout", "toString", 5]) {
    others.push(Object.assign(new Error("of a database"), { reason }));
  }
  for (const other of others) {
    same(await thrown(other), other);
  }
  for (const reason of ["malformed", "forged", "expired", "used"] as const) {
    const error = new t.InvalidToken(reason);
    // One of another copy of the runtime, or of another realm, has only the properties.
    for (const about of [error, { reason, message: error.message }]) {
      const got = (await thrown(about)) as Error & { cause?: unknown; reason?: unknown };
      same(got instanceof t.InvalidToken || got.reason !== undefined, false);
      same(got.cause, about);
    }
  }
}

/** The text of an error says where the fault is, or nothing if the value as a whole is wrong. */
async function places(): Promise<void> {
  const keys = await t.Keyring.parse(root);
  const mint = async (payload: any, state: any): Promise<string> =>
    ((await failure(t.mint(policy, keys, payload, undefined, state))) as Error).message;
  const minting = "typeseal: cannot mint token: ";
  same(await mint(null, { e: "" }), minting + "want an object, got null");
  same(await mint({ a: 1 }, { e: "" }), minting + "a: want a string, got number");
  same(await mint({ a: "" }, 1), minting + "the state: want an object, got number");
  same(await mint({ a: "" }, {}), minting + "the state: e: want a string, got undefined");
  const token = await t.mint(policy, keys, { a: "" }, {}, { e: "" });
  const loaded = await failure(t.open(policy, keys, token, {}, () => ({ e: 1 as never })));
  const config = "typeseal: invalid configuration: the state that was loaded: ";
  same((loaded as Error).message, config + "e: want a string, got number");
}

/** A session that is not there must not give a token that is bound to nothing. */
async function lostBindings(): Promise<void> {
  const keys = await t.Keyring.parse(root);
  const token = await t.mint(policy, keys, { a: "1" }, {}, { e: "1" });
  for (const lost of [undefined, null, [undefined], [null], new Array(1)]) {
    const options = { boundTo: lost as never };
    const load = (): { e: string } => ({ e: "1" });
    const minted = await failure(t.mint(policy, keys, { a: "1" }, options, { e: "1" }));
    same(minted instanceof t.ConfigError, true);
    const opened = await failure(t.open(policy, keys, token, options, load));
    same(opened instanceof t.ConfigError, true);
  }
}

/** Options count wherever an object has them, but not if every object has them. */
async function inheritedOptions(): Promise<void> {
  class Options {
    get boundTo(): string {
      return "session:1";
    }
    get ttl(): number {
      return 60;
    }
  }
  const keys = await t.Keyring.parse(root);
  const load = (): { e: string } => ({ e: "1" });
  const bound = await t.mint(policy, keys, { a: "1" }, new Options(), { e: "1" });
  const error = await failure(t.open(policy, keys, bound, {}, load));
  same((error as t.InvalidToken).reason, "forged");
  same((await t.open(policy, keys, bound, { boundTo: "session:1" }, load)).a, "1");
  const every = Object.prototype as { boundTo?: unknown; ttl?: unknown };
  every.boundTo = "session:1";
  every.ttl = 0;
  try {
    const free = await t.mint(policy, keys, { a: "1" }, {}, { e: "1" });
    same((await t.open(policy, keys, free, undefined, load)).a, "1");
    delete every.boundTo;
    same((await t.open(policy, keys, free, {}, load)).a, "1");
  } finally {
    delete every.boundTo;
    delete every.ttl;
  }
}

/** Whatever a downgrade throws, minting does not blame a token. */
async function errorsOfDowngrade(): Promise<void> {
  const keys = await t.Keyring.parse(root);
  const former = { 1: policy.payload };
  const newer = { ...policy, version: 2, former, downgrades: [2] };
  for (const error of [new t.InvalidToken("payload"), new t.InvalidToken("used"), new Error("e")]) {
    const fail = (): never => {
      throw error;
    };
    const options = { downgrade: { 2: fail } };
    const got = await failure(t.mint(newer, keys, { a: "1" }, options as {}, { e: "1" }));
    same(got instanceof t.InvalidToken, false);
    same(error instanceof t.InvalidToken ? (got as { cause?: unknown }).cause : got, error);
  }
}

declare const console: { log(text: string): void };

const tests = [longRings, errorsOfLoad, places, lostBindings, inheritedOptions, errorsOfDowngrade];
for (const test of tests) {
  await test();
  console.log(test.name);
}
