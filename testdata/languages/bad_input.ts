// Gives the TypeScript runtime what no vector has: values of any JavaScript type in every place,
// and callers that change or fail. It prints what is wrong, one line each.

import * as t from "../../templates/typescript/typeseal.ts";

declare const console: { log(line: string): void };
declare const performance: { now(): number };
declare const process: { readonly argv: readonly string[] };

const utilities: string = "node:util"; // not a literal, so that esbuild leaves the import alone
const { inspect }: { inspect: (value: unknown, options?: object) => string } = await import(
  utilities
);
const subtle = (globalThis as any).crypto.subtle;

function check(holds: boolean, what: string): void {
  if (!holds) {
    console.log(what);
  }
}

function utf8(text: string): Uint8Array {
  return new (globalThis as any).TextEncoder().encode(text);
}

/** Returns the error of a call. */
async function failure(call: () => unknown): Promise<any> {
  try {
    await call();
  } catch (error) {
    return error;
  }
  return undefined;
}

const [rootText, otherText, seedText] = process.argv.slice(2) as [string, string, string];
const keys = await t.Keyring.parse(rootText);
const signingKey = await t.SigningKey.parse(seedText);
const publicKeys = await t.PublicKeyring.parse(signingKey.publicKey());
const marker = "marked-payload-of-nobody";

interface Payload {
  readonly uid: bigint;
  readonly name: string;
}
const shape: t.Shape<Payload> = t.struct(t.field("uid", t.int64), t.field("name", t.string(40)));
const common = {
  salt: "bad.input",
  prefix: "ts1_",
  maxAge: 60,
  maxSize: 4096,
  version: 1,
  mint: 1,
};
const policy: t.MintPolicy<Payload> = {
  ...common,
  protection: t.signed,
  codec: t.json,
  payload: shape,
};
const sealed: t.MintPolicy<Payload> = { ...policy, protection: t.sealed };
const open: t.MintPolicy<Payload> = { ...policy, protection: t.ed25519 };
const once: t.MintPolicy<Payload> = { ...policy, once: true };
const bound: t.MintPolicy<Payload, { readonly hash: string | Uint8Array }> = {
  ...policy,
  state: t.state(t.struct(t.field("hash", t.stateText))),
};
const upgraded: t.MintPolicy<Payload> = {
  ...policy,
  version: 2,
  former: { 1: shape },
  upgrades: t.upgrades(1),
};
const value: Payload = { uid: 42n, name: marker };
const token = await t.mint(policy, keys, value);

// Values of every type in the place of every type: they are written and read back, or refused.

const sparse: unknown[] = [];
sparse[3] = 1n;
const values: unknown[] = [
  ...[undefined, null, true, 0, -0, 1.5, NaN, Infinity, 2 ** 53, -1, 300, 1e300, 1n, -1n],
  ...[
    2n ** 63n,
    2n ** 64n,
    -(2n ** 63n) - 1n,
    2n ** 4096n,
    "",
    "1",
    "\ud800",
    "\udc00a",
    "a\u0000",
  ],
  ...[Symbol("s"), () => 1n, {}, [], sparse, [1n], [1, "a"], new Array(2 ** 32 - 1), Object(1n)],
  ...[
    Object("a"),
    Object(1),
    new Date(),
    new Date(NaN),
    new Map(),
    new Map([[1, 2]]),
    new Set([1]),
  ],
  ...[
    new Map<unknown, unknown>([
      [1n, true],
      ["__proto__", false],
      ["\ud800", 1],
    ]),
    new WeakMap(),
  ],
  ...[new Uint8Array(3), new Uint16Array(3), new Float64Array(3), new ArrayBuffer(3)],
  ...[
    new DataView(new ArrayBuffer(3)),
    { length: 3 },
    { toString: () => "1" },
    { valueOf: () => 1 },
  ],
  ...[{ epochNanoseconds: 1 }, { epochNanoseconds: 1n }, { epochNanoseconds: 2n ** 90n }],
  ...[
    { epochNanoseconds: -(2n ** 90n) },
    Object.create(null),
    new Proxy({}, {}),
    new Proxy([], {}),
  ],
  ...[JSON.parse('{"__proto__":"a"}'), { uid: 1n, name: "a" }, { uid: 1n }, { uid: 1, name: "a" }],
  ...[
    Object.create({ uid: 1n, name: "a" }),
    globalThis,
    /a/,
    new Error(marker),
    Promise.resolve(1n),
  ],
];
const types: Record<string, t.Type<any>> = {
  ...{ bool: t.bool, int8: t.int8, int16: t.int16, int32: t.int32, int64: t.int64, uint8: t.uint8 },
  ...{ uint16: t.uint16, uint32: t.uint32, uint64: t.uint64, float32: t.float32, time: t.time },
  ...{
    float64: t.float64,
    string: t.string(),
    short: t.string(3),
    bytes: t.bytes(),
    three: t.bytes(3),
  },
  ...{ byteArray: t.byteArray(3), nullable: t.nullable(t.int64), list: t.list(t.int64) },
  ...{
    nulls: t.list(t.nullable(t.string()), 9),
    array: t.array(t.int64, 1),
    shape,
    empty: t.struct(),
  },
  ...{ none: t.array(t.int64, 0), map: t.map(t.string(), t.bool), numbers: t.map(t.int64, t.bool) },
  ...{
    proto: t.struct(t.field("__proto__", t.string())),
    odd: t.struct(t.field("toString", t.bool)),
  },
};
for (const [name, type] of Object.entries(types)) {
  for (const [i, v] of values.entries()) {
    for (const codec of [t.msgpack, t.json]) {
      const what = `${name} in ${codec.name}, value ${i}`;
      const whole = t.struct(t.field("v", type));
      try {
        const written = codec.encode(whole, { v }, Infinity) as Uint8Array;
        const read = codec.decode(whole, written, Infinity);
        const again = codec.encode(whole, read, Infinity) as Uint8Array;
        check(String(written) === String(again), `${what}: is not read as it was written`);
      } catch (error) {
        const text = String((error as Error).message);
        check(error instanceof t.MintError && /: v[.[:]/.test(text), `${what}: ${inspect(error)}`);
        check(!text.includes(marker), `${what}: the text shows the value`);
      }
    }
  }
}
const proto = t.struct(t.field("__proto__", t.string()));
const own: any = t.json.decode(proto, utf8('{"__proto__":"a"}'), Infinity);
check(Object.getPrototypeOf(own) === Object.prototype, "__proto__ sets the prototype");
check(Object.keys(own).join() === "__proto__", "__proto__ is not a property");
for (const [text, expected] of [
  ["uint8", 256],
  ["uint8", -1],
  ["int8", 128],
] as const) {
  const error = await failure(() => t.msgpack.encode(types[text]!, expected, Infinity));
  check(error instanceof t.MintError, `${text}: ${expected} is written`);
}

// Tokens, keys, texts and options of every type.

for (const [i, v] of [...values, { toString: () => token }, Object(token)].entries()) {
  const error = await failure(() => t.open(policy, keys, v as string));
  check(error instanceof t.InvalidToken && error.reason === "malformed", `token ${i}: ${error}`);
}
for (const [i, v] of [
  ...values,
  signingKey,
  publicKeys,
  new t.Keyring(),
  keys.toString(),
].entries()) {
  for (const call of [
    () => t.open(policy, v as t.Keyring, token),
    () => t.mint(policy, v as t.Keyring, value),
  ]) {
    check((await failure(call)) instanceof t.ConfigError, `keys ${i} are taken`);
  }
}
for (const [i, v] of values.entries()) {
  for (const ring of [t.Keyring, t.PublicKeyring, t.SigningKey]) {
    check((await failure(() => ring.parse(v as string))) instanceof t.ConfigError, `ring ${i}`);
  }
  if (typeof v !== "string" || v.startsWith("\ud800") || v.startsWith("\udc00")) {
    check(
      (await failure(() => keys.withRealm(v as string))) instanceof t.ConfigError,
      `realm ${i}`,
    );
    const bad = [v];
    if (!Array.isArray(v) && v !== undefined) {
      const error = await failure(() => t.mint(policy, keys, value, { boundTo: v as string }));
      check(error instanceof t.ConfigError, `binding ${i}: ${error}`);
    }
    const error = await failure(() => t.open(policy, keys, token, { boundTo: bad as string[] }));
    check(error instanceof t.ConfigError, `a binding in a list ${i}: ${error}`);
  }
  if (v !== undefined && v !== 1) {
    const error = await failure(() => t.mint(policy, keys, value, { ttl: v as number }));
    check(error instanceof t.ConfigError, `ttl ${i}: ${error}`);
    const claim = await failure(() => t.redeem(once, keys, store(true), "", { claim: v as any }));
    check(claim instanceof t.ConfigError, `claim ${i}: ${claim}`);
    const noStore = await failure(() => t.redeem(once, keys, v as t.Store, ""));
    check(noStore instanceof t.ConfigError, `store ${i}: ${noStore}`);
    const noLoad = await failure(() => t.open(bound, keys, "", undefined, v as any));
    check(typeof v === "function" || noLoad instanceof t.ConfigError, `load ${i}: ${noLoad}`);
    const noStep = await failure(() => t.open(upgraded, keys, token, { upgrade: { 1: v } } as any));
    check(typeof v === "function" || noStep instanceof t.ConfigError, `upgrade ${i}: ${noStep}`);
    const state = await failure(() => t.mint(bound, keys, value, undefined, v as any));
    check(state instanceof t.MintError, `state ${i}: ${state}`);
  }
}
for (const ttl of [0, 61, 1.5, -1, 2 ** 32, "60"]) {
  const error = await failure(() => t.mint(policy, keys, value, { ttl: ttl as number }));
  check(error instanceof t.ConfigError, `a ttl of ${ttl}`);
}
for (const options of [null, 1, "a", { boundto: "a" }, { claim: new Uint8Array(16) }]) {
  const error = await failure(() => t.open(policy, keys, token, options as any));
  check(error instanceof t.ConfigError, `options ${inspect(options)}: ${error}`);
}
const zeros = await failure(() =>
  t.redeem(once, keys, store(true), "", { claim: new Uint8Array(16) }),
);
check(zeros instanceof t.ConfigError, "a claim of zeros");

function store(answer: unknown): t.Store {
  return { consume: async () => answer as boolean };
}

// Callers that change what they gave, and functions that fail.

const changing = { uid: 1n, name: "a" };
const claim = new Uint8Array(16).fill(1);
const later = t.mint(once, keys, changing);
changing.uid = 2n;
const single = await later;
check((await t.open(once, keys, single)).uid === 1n, "a payload changes after the call");
const used: t.Use[] = [];
const keeping: t.Store = { consume: async (use) => used.push(use) > 0 };
const redeeming = t.redeem(once, keys, keeping, single, { claim });
claim.fill(2);
await redeeming;
check(used[0]!.claim[0] === 1 && used[0]!.id.length === 16, "a claim changes after the call");
for (const answer of [1, "true", {}, undefined, null, false]) {
  const error = await failure(() => t.redeem(once, keys, store(answer), single));
  check(error?.reason === "used", `a store that answers ${answer}: ${error}`);
}
const broken = { consume: () => Promise.reject(new Error("down")) };
const down = await failure(() => t.redeem(once, keys, broken, single));
check(down instanceof t.StoreError && (down as any).cause.message === "down", "a store that fails");
const state = { hash: "h" };
const boundToken = await t.mint(bound, keys, value, undefined, state);
for (const [thrown, reason] of [
  [new t.InvalidToken("stale"), "stale"],
  [new t.InvalidToken("forged"), undefined],
  [new Error("database"), undefined],
  ["text", undefined],
] as const) {
  const load = (): never => {
    throw thrown;
  };
  const error = await failure(() => t.open(bound, keys, boundToken, undefined, load));
  check(error?.reason === reason, `load throws ${thrown}: ${error}`);
  const step = { upgrade: { 1: load } };
  const upgrading = await failure(() => t.open(upgraded, keys, token, step as t.OpenOptions));
  const blames = upgrading?.reason !== undefined;
  check(blames === false, `an upgrade throws ${thrown}: ${upgrading}`);
}
const deriveKey = subtle.deriveKey;
const fresh = await t.Keyring.parse(otherText);
Object.defineProperty(subtle, "deriveKey", {
  value: () => Promise.reject(new Error("busy")),
  configurable: true,
});
check((await failure(() => t.mint(policy, fresh, value)))?.message === "busy", "deriving fails");
delete subtle.deriveKey;
check(subtle.deriveKey === deriveKey, "deriving is restored");
check((await failure(() => t.mint(policy, fresh, value))) === undefined, "a failure is kept");
const clock = Date.now;
for (const at of [NaN, -Infinity]) {
  Date.now = () => at;
  const error = await failure(() => t.open(policy, keys, token));
  check(error?.reason === "not_yet_valid", `a clock of ${at}: ${error}`);
  check((await failure(() => t.mint(policy, keys, value))) instanceof t.MintError, `mint at ${at}`);
}
Date.now = clock;

// Long tokens, in linear time.

const long = { ...policy, maxSize: 1 << 20 };
async function seconds(size: number, character: string): Promise<number> {
  const text = "ts1_" + character.repeat(size);
  const start = performance.now();
  for (let i = 0; i < 8; i++) {
    await failure(() => t.open(long, keys, text));
  }
  return performance.now() - start;
}
for (const character of ["A", "_", "ts1_"]) {
  await seconds(10_000, character);
  const [short, tall] = [await seconds(30_000, character), await seconds(240_000, character)];
  check(
    tall < 80 * Math.max(short, 1),
    `${character}: ${short} ms, and ${tall} ms for 8 times as many`,
  );
}

// No error and no ring shows a part of a token, a key or a payload.

const errors: unknown[] = [down, zeros];
const at = (offset: number, call: () => unknown): Promise<any> => {
  Date.now = () => clock() + offset * 1000;
  return failure(call).finally(() => (Date.now = clock));
};
const sealedToken = await t.mint(sealed, keys, value);
const publicToken = await t.mint(open, signingKey, value);
const other = await t.Keyring.parse(otherText);
const revoked = await t.Keyring.parse(`primary ${otherText}\nrevoked ${rootText}`);
errors.push(
  await failure(() => t.open(policy, keys, token.slice(0, -1))),
  await failure(() => t.open(policy, keys, token.slice(0, 30) + "AA" + token.slice(32))),
  await failure(() => t.open(policy, other, token)),
  await failure(() => t.open(policy, revoked, token)),
  await failure(() => t.open({ ...policy, version: 2 }, keys, token)),
  await at(-100, () => t.open(policy, keys, token)),
  await at(100, () => t.open(policy, keys, token)),
  await at(100, () => t.open(sealed, keys, sealedToken)),
  await at(100, () => t.open(open, publicKeys, publicToken)),
  await failure(() => t.open({ ...policy, payload: types["empty"] as any }, keys, token)),
  await failure(() => t.open(bound, keys, boundToken, undefined, () => ({ hash: marker }))),
  await failure(() => t.mint(policy, keys, { uid: 1n, name: marker.repeat(9) })),
  await failure(() => t.mint(policy, keys, { uid: marker as any, name: marker })),
  await failure(() => t.mint(policy, keys, value, { boundTo: marker + "\ud800" })),
  await failure(() => t.Keyring.parse(rootText + " " + seedText)),
  await failure(() => t.Keyring.parse(rootText.slice(0, -1))),
  await failure(() =>
    t.Keyring.parse(`${rootText}; cutoff 2020-01-01T00:00:00Z binding "${marker}`),
  ),
  await failure(() => t.PublicKeyring.parse(rootText)),
  await failure(() => t.SigningKey.parse(rootText)),
);
check(!errors.includes(undefined), `no error: ${errors.indexOf(undefined)}`);
const expired = errors.filter((error) => t.isExpired(error, policy, sealed, open));
check(expired.length === 3 && (expired[0] as any).payload.name === marker, "expired payloads");
const hidden = [token, sealedToken, publicToken, boundToken, single, marker]
  .concat([rootText, otherText, seedText].map((text) => text.slice(16)))
  .flatMap((text) => Array.from({ length: text.length - 11 }, (_, i) => text.slice(i, i + 12)));
const inspections = [
  {},
  { showHidden: true, depth: 9 },
  { showHidden: true, getters: true, depth: 9 },
];
for (const shown of [...errors, keys, signingKey, publicKeys, revoked] as any[]) {
  const texts = [
    ...[String(shown), shown.message, shown.stack, JSON.stringify(shown), shown.toString()],
    ...inspections.map((options) => inspect(shown, options)),
    ...[JSON.stringify({ ...shown }), JSON.stringify(Object.getOwnPropertyDescriptors(shown))],
  ];
  for (const text of texts) {
    const found = hidden.find((part) => String(text).includes(part));
    check(found === undefined, `${shown.name ?? shown}: shows ${found}: ${text}`);
  }
}
console.log("done");
