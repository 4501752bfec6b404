// Answers questions about the TypeScript runtime. A question has an op, which is a function of this
// file, and its arguments. Shapes and values have the notation of testdata/vectors/codec.json. This
// file uses only what every JavaScript platform has, so that browsers can be asked too. answer.py
// answers the same questions.

import * as t from "../../templates/typescript/typeseal.ts";

/** A question: its op and what the op needs. */
export interface Question {
  readonly op: string;
  readonly [name: string]: any;
}

export type Answer = Record<string, unknown>;

/** A type in the form of codec.json. */
interface TypeText {
  readonly kind: string;
  readonly bits?: number;
  readonly length?: number;
  readonly of?: TypeText;
  readonly key?: TypeText;
  readonly fields?: readonly FieldText[];
}

interface FieldText {
  readonly name: string;
  readonly type: TypeText;
  readonly max?: number;
}

type Shape = t.Shape<any>;
type Keys = t.Keyring | t.PublicKeyring | t.SigningKey;

// Shapes and their values.

const integers: Record<string, t.KeyType<any>> = {
  int8: t.int8,
  int16: t.int16,
  int32: t.int32,
  int64: t.int64,
  uint8: t.uint8,
  uint16: t.uint16,
  uint32: t.uint32,
  uint64: t.uint64,
};

function shapeOf(fields: readonly FieldText[]): Shape {
  return t.struct(...fields.map((f) => t.field(f.name, typeOf(f.type, f.max))));
}

function typeOf(type: TypeText, max?: number): t.Type<any> {
  switch (type.kind) {
    case "bool":
      return t.bool;
    case "int":
    case "uint":
      return integers[type.kind + type.bits]!;
    case "float":
      return type.bits === 32 ? t.float32 : t.float64;
    case "string":
    case "text":
      return t.string(max);
    case "bytes":
    case "binary":
      return type.length === undefined ? t.bytes(max) : t.byteArray(type.length);
    case "time":
      return t.time;
    case "nullable":
      return t.nullable(typeOf(type.of!, max));
    case "list":
      return t.list(typeOf(type.of!), max);
    case "array":
      return t.array(typeOf(type.of!), type.length!);
    case "map":
      return t.map(typeOf(type.key!) as t.KeyType<any>, typeOf(type.of!), max);
    case "struct":
      return shapeOf(type.fields!);
  }
  throw new Error("unknown kind " + type.kind);
}

/** Returns the value that a text of codec.json stands for. */
function valueOf(type: TypeText, text: any): unknown {
  switch (type.kind) {
    case "int":
    case "uint":
      return type.bits === 64 ? BigInt(text) : Number(text);
    case "float":
      return floatOf(text);
    case "string":
    case "text":
      return typeof text === "object" ? surrogates(unhex(text.utf8)) : text;
    case "bytes":
    case "binary":
      return unhex(text);
    case "time":
      return { epochNanoseconds: BigInt(text[0]) * 1_000_000_000n + BigInt(text[1]) };
    case "nullable":
      return text === null ? null : valueOf(type.of!, text);
    case "list":
    case "array":
      return text.map((item: unknown) => valueOf(type.of!, item));
    case "map":
      return new Map(text.map(([k, v]: any[]) => [valueOf(type.key!, k), valueOf(type.of!, v)]));
    case "struct":
      return recordOf(type.fields!, text);
  }
  return text;
}

function recordOf(fields: readonly FieldText[], text: any): unknown {
  return Object.fromEntries(fields.map((f) => [f.name, valueOf(f.type, text[f.name])]));
}

/** The inverse of valueOf. order compares the keys of maps. */
function textOf(type: TypeText, value: any, order: (a: any, b: any) => number): unknown {
  const inner = (v: unknown): unknown => textOf(type.of!, v, order);
  switch (type.kind) {
    case "int":
    case "uint":
      return String(value);
    case "float":
      return textOfFloat(value, type.bits!);
    case "bytes":
    case "binary":
      return hex(value);
    case "time": {
      const all: bigint = value.epochNanoseconds;
      const second = 1_000_000_000n;
      const nanoseconds = ((all % second) + second) % second;
      return [String((all - nanoseconds) / second), Number(nanoseconds)];
    }
    case "nullable":
      return value === null ? null : inner(value);
    case "list":
    case "array":
      return value.map(inner);
    case "map":
      return [...(value as Map<any, any>)]
        .sort(([a], [b]) => order(a, b))
        .map(([k, v]) => [textOf(type.key!, k, order), inner(v)]);
    case "struct":
      return Object.fromEntries(
        type.fields!.map((f) => [f.name, textOf(f.type, value[f.name], order)]),
      );
  }
  return value;
}

/** The orders in which codecs write the keys of maps. */
const orders: Record<string, (a: any, b: any) => number> = {
  msgpack: (a, b) => (typeof a === "string" ? byUTF8(a, b) : a < b ? -1 : 1),
  json: (a, b) => byUTF8(String(a), String(b)),
};

function byUTF8(a: string, b: string): number {
  const [x, y] = [hex(encode(a)), hex(encode(b))];
  return x < y ? -1 : x > y ? 1 : 0;
}

function floatOf(bits: string): number {
  const view = new DataView(unhex(bits).buffer);
  return view.byteLength === 4 ? view.getFloat32(0) : view.getFloat64(0);
}

function textOfFloat(value: number, bits: number): string {
  const view = new DataView(new ArrayBuffer(bits / 8));
  bits === 32 ? view.setFloat32(0, value) : view.setFloat64(0, value);
  return hex(new Uint8Array(view.buffer));
}

// Bytes.

const platform = globalThis as any;

function encode(text: string): Uint8Array {
  return new platform.TextEncoder().encode(text);
}

// Most of the time of a question about many payloads would go into these two.
const pairs = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

function hex(bytes: Uint8Array): string {
  let digits = "";
  for (const byte of bytes) {
    digits += pairs[byte];
  }
  return digits;
}

function unhex(digits: string): Uint8Array {
  const bytes = new Uint8Array(digits.length / 2);
  for (let i = 0; i < bytes.length; i++) {
    bytes[i] = (digit(digits.charCodeAt(2 * i)) << 4) | digit(digits.charCodeAt(2 * i + 1));
  }
  return bytes;
}

function digit(character: number): number {
  return (character & 15) + (character > 0x39 ? 9 : 0);
}

/** Returns the text of UTF-8 in which each byte that is none is a lone surrogate. */
function surrogates(bytes: Uint8Array): string {
  const decoder = new platform.TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  let text = "";
  for (let at = 0; at < bytes.length;) {
    let size = 4;
    for (; size > 0; size--) {
      try {
        text += decoder.decode(bytes.subarray(at, at + size));
        break;
      } catch {
        // fewer bytes may be a character
      }
    }
    text += size ? "" : String.fromCharCode(0xdc00 + bytes[at]!);
    at += size || 1;
  }
  return text;
}

// Policies and keys, by the names that questions give them.

interface Defined {
  readonly policy: t.MintPolicy<any, any>;
  readonly fields: ReadonlyMap<Shape, readonly FieldText[] | "opaque">;
  readonly order: (a: any, b: any) => number;
  readonly forms: readonly string[];
  /** The shape that was decoded last. */
  decoded: Shape | undefined;
}

const policies = new Map<string, Defined>();
const rings = new Map<string, Keys>();
const stores = new Map<string, t.Store>();

const protections: Record<string, t.Protection> = {
  signed: t.signed,
  sealed: t.sealed,
  public: t.ed25519,
};

/** A codec for payloads that the questions have as bytes. */
const opaque: Omit<t.Codec, "name"> = {
  encode: (_shape, value) => value as unknown as Uint8Array,
  decode: (_shape, payload) => payload as any,
};

function codecOf(name: string): t.Codec {
  const [codec, deflate] = name.split("+");
  const plain = codec === "json" ? t.json : t.msgpack;
  return deflate ? t.deflated(plain) : plain;
}

function definePolicy(q: Question): Answer {
  const fields = new Map<Shape, readonly FieldText[] | "opaque">();
  const shapes: Record<number, Shape> = {};
  for (const [version, payload] of Object.entries<any>(q["payloads"])) {
    shapes[Number(version)] = payload === "opaque" ? t.struct() : shapeOf(payload);
    fields.set(shapes[Number(version)]!, payload);
  }
  const version = Math.max(...Object.keys(shapes).map(Number));
  const isOpaque = [...fields.values()].includes("opaque");
  const codec = isOpaque ? { ...opaque, name: q["codec"] as string } : codecOf(q["codec"]);
  const forms: string[] | undefined = q["state"]?.map((s: { form: string }) => s.form);
  const defined: Defined = {
    policy: {
      protection: protections[q["kind"]]!,
      codec: {
        ...codec,
        decode(shape, payload, limit) {
          defined.decoded = shape as Shape;
          return codec.decode(shape, payload, limit);
        },
      },
      salt: q["salt"],
      prefix: q["prefix"] || "ts1_",
      maxAge: q["maxAge"] ?? Infinity,
      maxSize: q["maxSize"] || 4096,
      once: q["once"] ?? false,
      mint: q["mint"],
      version,
      payload: shapes[version]!,
      former: shapes,
      ...(forms && { state: t.state(stateShape(forms)) }),
    },
    fields,
    order: orders[q["codec"].split("+")[0]!]!,
    forms: forms ?? [],
    decoded: undefined,
  };
  policies.set(q["name"], defined);
  return {};
}

const forms: Record<string, t.Type<any>> = {
  text: t.stateText,
  bytes: t.stateText,
  integer: t.stateInteger,
  bool: t.bool,
  time: t.time,
};

const formTypes: Record<string, TypeText> = {
  text: { kind: "string" },
  bytes: { kind: "bytes" },
  integer: { kind: "int", bits: 64 },
  bool: { kind: "bool" },
  time: { kind: "time" },
};

const stateName = (i: number): string => "s" + i;

function stateShape(list: readonly string[]): Shape {
  return t.struct(...list.map((form, i) => t.field(stateName(i), forms[form]!)));
}

/** Returns the state that a question gives. */
function stateOf(defined: Defined, q: Question): unknown {
  if (!defined.policy.state) {
    return undefined;
  }
  return Object.fromEntries(
    defined.forms.map((form, i) => [stateName(i), valueOf(formTypes[form]!, q["state"][i])]),
  );
}

async function defineRing(q: Question): Promise<Answer> {
  const text: string = q["bytes"] === undefined ? q["text"] : surrogates(unhex(q["bytes"]));
  const kind = q["signing"] ? t.signingKind : q["public"] ? t.publicKind : t.rootKind;
  const { keys, cutoffs } = await t.readRing(kind, text);
  const as = q["signing"] ? t.SigningKey : q["public"] ? t.PublicKeyring : t.Keyring;
  const parsed: Keys = await as.parse(text);
  rings.set(q["name"], q["realm"] ? parsed.withRealm(q["realm"]) : parsed);
  return {
    ids: keys.map((key) => idText(key.id)),
    keys: keys.map((key) => ({
      id: idText(key.id),
      state: key.state ?? "",
      ...(key.since !== undefined && { since: key.since }),
    })),
    cutoffs,
    ...(parsed instanceof t.SigningKey && { public: parsed.publicKey() }),
  };
}

/** Reads the text of one key, which is not a ring. */
async function readKeyText(q: Question): Promise<Answer> {
  const kinds = [t.rootKind, t.signingKind, t.publicKind];
  try {
    const { id } = await t.readKey(
      kinds.find((kind) => kind.name === q["kind"])!,
      q["text"],
    );
    return { ids: [idText(id)] };
  } catch (text) {
    return { error: "configuration", text };
  }
}

/** Makes a ring of one key, and of a signing key its public ring too. */
async function defineKey(q: Question): Promise<Answer> {
  const { name, realm } = q;
  const key = unhex(q["key"]);
  if (q["kind"] !== "public") {
    const text = await keyText("key", key);
    return { ...(await defineRing({ op: "ring", name, text, realm })), text };
  }
  const text = await keyText("sec", key);
  const made = await defineRing({ op: "ring", name, text, realm, signing: true });
  const all = { op: "ring", name: name + " public", text: made["public"], realm, public: true };
  await defineRing(all);
  return { ids: made["ids"], text };
}

function idText(id: number): string {
  return id.toString(16).padStart(8, "0");
}

/** Returns the text of a key: FORMAT.md section 2. */
async function keyText(word: string, key: Uint8Array): Promise<string> {
  const hash = await platform.crypto.subtle.digest(
    "SHA-256",
    pae([encode("typeseal v1 " + word), key]),
  );
  const bytes = String.fromCharCode(...key, ...new Uint8Array(hash, 0, 4));
  const text = platform.btoa(bytes).replace(/\+/g, "-").replace(/\//g, "_");
  return "typeseal_" + word + "_v1_" + text;
}

// Ops.

function readPayload(q: Question): Answer {
  const shape = shapeOf(q["fields"]);
  const codec = codecOf(q["codec"]);
  const fields = { kind: "struct", fields: q["fields"] };
  let value: any;
  try {
    value = codec.decode(shape, unhex(q["payload"]), Infinity);
  } catch {
    return { error: "payload" };
  }
  const written = codec.encode(shape, value, Infinity) as Uint8Array;
  return { value: textOf(fields, value, orders[q["codec"]]!), written: hex(written) };
}

function writePayload(q: Question): Answer {
  const value = recordOf(q["fields"], q["value"]);
  const written = codecOf(q["codec"]).encode(shapeOf(q["fields"]), value, Infinity);
  return { written: hex(written as Uint8Array) };
}

/** Many payloads of one type, for the differential tests: what is written, null or "mint". */
function rewrite(q: Question): Answer {
  const shape = shapeOf(q["fields"]);
  const from = codecOf(q["codec"]);
  const to = codecOf(q["to"] || q["codec"]);
  const one = (payload: string): string | null => {
    let value: any;
    try {
      value = from.decode(shape, unhex(payload), Infinity);
    } catch {
      return null;
    }
    try {
      return hex(to.encode(shape, value, Infinity) as Uint8Array);
    } catch (error) {
      return error instanceof t.MintError ? "mint" : String(error);
    }
  };
  return { written: q["payloads"].map(one) };
}

const noShape: Shape = t.struct();

async function packPayload(q: Question): Promise<Answer> {
  const codec = t.deflated({ ...opaque, name: "json" });
  const packed = codec.encode(noShape, unhex(q["text"]) as any, 16 * q["maxSize"]);
  return { packed: hex(await packed) };
}

function unpackPayload(q: Question): Answer {
  const codec = t.deflated({ ...opaque, name: "json" });
  try {
    const text = codec.decode<any>(noShape, unhex(q["packed"]), 16 * q["maxSize"]);
    return { text: hex(text) };
  } catch {
    return { error: "payload" };
  }
}

async function mintToken(q: Question): Promise<Answer> {
  const defined = policies.get(q["policy"])!;
  const { policy } = defined;
  const keys = rings.get(q["ring"]) as t.Keyring | t.SigningKey;
  const fields = defined.fields.get(policy.former![policy.mint]!)!;
  const value = fields === "opaque" ? unhex(q["payload"]) : recordOf(fields, q["value"]);
  return { token: await t.mint(policy, keys, value, options(q), stateOf(defined, q)) };
}

/** Mints a token with a given time, id, nonce, version and payload. */
async function stampToken(q: Question): Promise<Answer> {
  const defined = policies.get(q["policy"])!;
  const { policy } = defined;
  const keys = rings.get(q["ring"]) as t.Keyring | t.SigningKey;
  const stamp: t.Stamp = {
    version: q["version"],
    issuedAt: q["iat"],
    ttl: q["ttl"] ?? undefined,
    id: q["id"] ? unhex(q["id"]) : undefined,
    nonce: unhex(q["nonce"] ?? ""),
  };
  const strings = policy.state?.strings(stateOf(defined, q), (what) => new t.MintError(what));
  const payload = unhex(q["payload"]);
  return { token: await t.assemble(policy, keys, stamp, q["bindings"] ?? [], strings, payload) };
}

async function openToken(q: Question): Promise<Answer> {
  const defined = policies.get(q["policy"])!;
  const keys = rings.get(q["ring"]) as t.Keyring | t.PublicKeyring;
  const load = (): unknown => stateOf(defined, q);
  return opened(defined, () => t.open(defined.policy, keys, q["token"], options(q), load));
}

async function redeemToken(q: Question): Promise<Answer> {
  const defined = policies.get(q["policy"])!;
  const keys = rings.get(q["ring"]) as t.Keyring | t.PublicKeyring;
  const load = (): unknown => stateOf(defined, q);
  const given = { ...options(q), ...(q["claim"] && { claim: unhex(q["claim"]) }) };
  const store = stores.get(q["store"]) ?? memory();
  stores.set(q["store"], store);
  return opened(defined, () => t.redeem(defined.policy, keys, store, q["token"], given, load));
}

/** Returns a store in memory. */
function memory(): t.Store {
  const used = new Map<string, string>();
  return {
    async consume({ salt, id, claim }) {
      const key = salt + " " + id;
      const first = !used.has(key);
      if (first) {
        used.set(key, String(claim));
      }
      return first || (claim.some(Boolean) && used.get(key) === String(claim));
    },
  };
}

/** Returns the value of a token, or of an expired one. */
async function opened(defined: Defined, open: () => Promise<any>): Promise<Answer> {
  try {
    return { value: shown(defined, await open()) };
  } catch (error) {
    if (!t.isExpired(error, defined.policy)) {
      throw error;
    }
    return { error: "expired", value: shown(defined, error.payload) };
  }
}

function options(q: Question): t.MintOptions {
  return {
    ...(q["bindings"]?.length && { boundTo: q["bindings"] }),
    ...(q["ttl"] !== undefined && q["ttl"] !== null && { ttl: q["ttl"] }),
  };
}

function shown({ fields, decoded, order }: Defined, value: any): unknown {
  const payload = fields.get(decoded!)!;
  return payload === "opaque"
    ? hex(value)
    : textOf({ kind: "struct", fields: payload }, value, order);
}

const ops: Record<string, (q: Question) => Answer | Promise<Answer>> = {
  codec: readPayload,
  write: writePayload,
  codecs: rewrite,
  pack: packPayload,
  unpack: unpackPayload,
  policy: definePolicy,
  ring: defineRing,
  key_text: readKeyText,
  key: defineKey,
  mint: mintToken,
  stamp: stampToken,
  open: openToken,
  redeem: redeemToken,
};

/**
 * Answers a question: at the time now in Unix seconds, with the bytes random in the place of random
 * ones, and with the strings covered in the place of what a state tag covers, if the question has
 * these. Questions are asked one after another.
 */
export async function answer(q: Question): Promise<Answer> {
  const ends: (() => void)[] = [];
  const { now, random, covered } = q as { now?: number; random?: string; covered?: string[] };
  if (typeof now === "number") {
    ends.push(replace(Date, "now", () => now * 1000));
  }
  if (random) {
    ends.push(
      replace(platform.crypto, "getRandomValues", (to: Uint8Array) => to.set(unhex(random))),
    );
  }
  if (covered) {
    ends.push(replaceCovered(covered));
  }
  try {
    return await ops[q.op]!(q);
  } catch (error) {
    return refusal(error);
  } finally {
    ends.forEach((end) => end());
  }
}

/** Replaces a method, and returns a function that ends this. */
function replace(object: any, name: string, method: unknown): () => void {
  const own = Object.getOwnPropertyDescriptor(object, name);
  Object.defineProperty(object, name, { value: method, configurable: true, writable: true });
  return () => (own ? Object.defineProperty(object, name, own) : delete object[name]);
}

function refusal(error: unknown): Answer {
  if (error instanceof t.InvalidToken) {
    return { error: error.reason, ...(error.revokedKey && { revokedKey: true }) };
  }
  if (error instanceof t.ConfigError) {
    const line = /: line ([0-9]+): /.exec(error.message)?.[1];
    return { error: "configuration", line: Number(line ?? 0), text: error.message };
  }
  if (error instanceof t.MintError) {
    return { error: "mint", text: error.message };
  }
  if (error instanceof t.StoreError) {
    return { error: "store" };
  }
  return { error: "another", text: String((error as Error)?.stack ?? error) };
}

/**
 * The strings of a state in native.json are all that its tag covers, and the last one is not what
 * the runtime computes. This puts the given strings in the place of the runtime's. The question
 * has a state of three strings, since no other tag of the runtime covers as many parts.
 */
function replaceCovered(strings: readonly string[]): () => void {
  const { subtle } = platform.crypto;
  const sign = subtle.sign;
  const replaced = (
    algorithm: unknown,
    key: unknown,
    message: Uint8Array,
  ): Promise<ArrayBuffer> => {
    const parts = new DataView(message.buffer, message.byteOffset).getUint32(0, true);
    const isState = algorithm === "HMAC" && parts > 4;
    const header = message.slice(16, 27);
    const covered = isState ? pae([header, ...strings.map(encode)]) : message;
    return sign.call(subtle, algorithm, key, covered);
  };
  return replace(subtle, "sign", replaced);
}

function pae(parts: readonly Uint8Array[]): Uint8Array {
  const size = (n: number): number[] => [n & 255, n >> 8, 0, 0, 0, 0, 0, 0];
  return Uint8Array.from([
    ...size(parts.length),
    ...parts.flatMap((p) => [...size(p.length), ...p]),
  ]);
}
