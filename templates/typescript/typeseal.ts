// The runtime of typed tokens in typeseal's native format, version 1. FORMAT.md, CODEC.md and
// KEYS.md of github.com/typeseal/typeseal specify the format. This file has their names for steps
// and parts. Nothing of a token is believed before step 3 has authenticated it. The texts of errors
// are constant, or name the way to a field. None shows a byte of a token, a key or a payload.
//
// Applications import index.ts, which imports this file as t. This file uses WebCrypto and nothing
// else, and has only syntax that can be erased. A bundler drops the codecs and protections that no
// type uses.

// The platform. These interfaces are what this file uses of it, so that neither lib.dom nor
// @types/node is needed.

interface Platform {
  readonly crypto?: { readonly subtle?: Subtle; getRandomValues(into: Uint8Array): unknown };
  readonly CompressionStream?: new (format: string) => Compression;
  readonly TextEncoder: new () => { encode(text: string): Uint8Array };
  readonly TextDecoder: new (
    label: string,
    options: { fatal: boolean; ignoreBOM: boolean },
  ) => { decode(bytes: Uint8Array): string };
}

/** A CryptoKey. All secret ones are not extractable. */
interface CryptoKey {
  readonly extractable: boolean;
}

interface Subtle {
  importKey(
    format: string,
    key: Uint8Array,
    algorithm: string,
    extractable: boolean,
    usages: readonly string[],
  ): Promise<CryptoKey>;
  exportKey(format: string, key: CryptoKey): Promise<{ readonly x?: string }>;
  deriveKey(
    algorithm: object,
    base: CryptoKey,
    derived: object,
    extractable: boolean,
    usages: readonly string[],
  ): Promise<CryptoKey>;
  deriveBits(algorithm: object, base: CryptoKey, bits: number): Promise<ArrayBuffer>;
  digest(algorithm: string, data: Uint8Array): Promise<ArrayBuffer>;
  sign(algorithm: string, key: CryptoKey, data: Uint8Array): Promise<ArrayBuffer>;
  verify(
    algorithm: string,
    key: CryptoKey,
    signature: Uint8Array,
    data: Uint8Array,
  ): Promise<boolean>;
  encrypt(algorithm: object, key: CryptoKey, data: Uint8Array): Promise<ArrayBuffer>;
}

interface Compression {
  readonly writable: {
    getWriter(): { write(data: Uint8Array): Promise<unknown>; close(): Promise<unknown> };
  };
  readonly readable: {
    getReader(): { read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array }> };
  };
}

const platform: Platform = globalThis as unknown as Platform;

function subtle(): Subtle {
  const found = platform.crypto?.subtle;
  if (!found) {
    throw new ConfigError("WebCrypto is not there: pages need https, Node 20 or later");
  }
  return found;
}

function random(size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  platform.crypto!.getRandomValues(bytes);
  return bytes;
}

// Errors.

/** Why a token was refused, in the order in which it is checked. */
export type Reason =
  | "malformed"
  | "unknown_key"
  | "forged"
  | "version"
  | "not_yet_valid"
  | "revoked"
  | "expired"
  | "payload"
  | "stale"
  | "used";

const reasons: { readonly [reason in Reason]: string } = {
  malformed: "malformed token",
  unknown_key: "unknown key",
  forged: "forged token",
  version: "schema version not accepted",
  not_yet_valid: "token issued in the future",
  revoked: "revoked token",
  expired: "expired token",
  payload: "payload not accepted",
  stale: "stale token",
  used: "token already used",
};

/**
 * The token is at fault. Everything that a token can cause is an InvalidToken, and nothing else is.
 * Tell the kinds apart by reason, since instanceof fails if a program has two copies of this file.
 */
export class InvalidToken extends Error {
  override readonly name: string = "InvalidToken";
  readonly reason: Reason;
  /** The token is of a key that the ring lists as revoked. The reason is unknown_key. */
  readonly revokedKey: boolean;

  /**
   * A function that loads a state throws InvalidToken("stale") if, for example, the user was
   * deleted. An upgrade throws InvalidToken("payload") to refuse a payload.
   */
  constructor(reason: Reason, key?: "retired" | "revoked") {
    super("typeseal: " + (key ? key + " key" : reasons[reason]));
    this.reason = reason;
    this.revokedKey = key === "revoked";
  }
}

/** An authentic token that is older than its type or its own TTL allows. */
export class ExpiredToken<T> extends InvalidToken {
  override readonly name: string = "ExpiredToken";
  /** Unix seconds: when the token was minted. */
  readonly issuedAt: number;
  /** Unix seconds: the last second in which the token was valid. */
  readonly expiredAt: number;
  readonly #payload: T;
  readonly #policy: object;

  constructor(policy: object, payload: T, issuedAt: number, expiredAt: number) {
    super("expired");
    this.issuedAt = issuedAt;
    this.expiredAt = expiredAt;
    this.#payload = payload;
    this.#policy = policy;
    showAs(this, () => String(this.stack));
  }

  /** The payload. Only this getter shows it: printing or encoding the error does not. */
  get payload(): T {
    return this.#payload;
  }

  /** For emitted code. Whether the token was one of the policies'. */
  isOf(policies: readonly object[]): boolean {
    return policies.includes(this.#policy);
  }
}

/** For emitted code. Whether an error is that of an expired token of one of the policies. */
export function isExpired(
  error: unknown,
  ...policies: readonly object[]
): error is ExpiredToken<any> {
  return error instanceof ExpiredToken && error.isOf(policies);
}

/** A key, a key ring or an option cannot be used. The text says why, and shows no key. */
export class ConfigError extends Error {
  override readonly name: string = "ConfigError";
  constructor(what: string) {
    super("typeseal: invalid configuration: " + what);
  }
}

/** A payload cannot become a token. The text names the way to the field, and shows no value. */
export class MintError extends Error {
  override readonly name: string = "MintError";
  constructor(what: string) {
    super("typeseal: cannot mint token: " + what);
  }
}

/** A store failed, so that nobody knows whether the token was used. Its own error is the cause. */
export class StoreError extends Error {
  override readonly name: string = "StoreError";
  constructor(cause: unknown) {
    super("typeseal: store failed");
    hideCause(this, cause);
  }
}

/** Makes Node print an object as a text, whatever its options are. */
function showAs(object: object, text: () => string): void {
  Object.defineProperty(object, Symbol.for("nodejs.util.inspect.custom"), { value: text });
}

function hideCause(error: Error, cause: unknown): void {
  Object.defineProperty(error, "cause", { value: cause, configurable: true, writable: true });
}

/**
 * Returns what to throw if the caller's own function threw an error. It may throw an InvalidToken
 * with the reason meant. Any other InvalidToken is wrapped, since it is not about this token.
 */
function callersError(error: unknown, meant?: Reason): unknown {
  const reason: unknown = (error as InvalidToken | null | undefined)?.reason;
  if (reason === meant || !Object.keys(reasons).includes(reason as Reason)) {
    return error; // errors of other packages may have a reason too
  }
  const wrapped = new Error("typeseal: a method or function of the caller failed");
  hideCause(wrapped, error);
  return wrapped;
}

// Bytes and text. Arrays of up to 64 bytes are cheap in V8, as long as nobody needs their buffers.
// subarray and DataView need them, slice does not.

const encoder = /* @__PURE__ */ new platform.TextEncoder();
const decoder = /* @__PURE__ */ new platform.TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

const utf8 = (text: string): Uint8Array => encoder.encode(text);

/** Whether text is without lone surrogates, which UTF-8 cannot encode. */
const isWellFormed = (text: string): boolean => !/[\uD800-\uDFFF]/u.test(text);

/** The values of a base64 alphabet by character, 64 for others. */
function base64Values(alphabet: string): Uint8Array {
  const values = new Uint8Array(128).fill(64);
  for (let i = 0; i < 64; i++) {
    values[alphabet.charCodeAt(i)] = i;
  }
  return values;
}

const digits64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const urlAlphabet: string = digits64 + "-_";
const urlValues: Uint8Array = /* @__PURE__ */ base64Values(urlAlphabet);

/** Returns base64 without padding. */
function toBase64(bytes: Uint8Array, alphabet: string): string {
  let text = "";
  for (let i = 0; i < bytes.length; i += 3) {
    const bits = (bytes[i]! << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    const digit = (shift: number): number => alphabet.charCodeAt((bits >> shift) & 63);
    text += String.fromCharCode(digit(18), digit(12), digit(6), digit(0));
  }
  return text.slice(0, Math.ceil((bytes.length * 4) / 3));
}

/** Returns the bytes of base64 without padding, or undefined if toBase64 cannot have written it. */
function fromBase64(text: string, values: Uint8Array): Uint8Array | undefined {
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  let bits = 0;
  let held = 0;
  let size = 0;
  for (let i = 0; i < text.length; i++) {
    const value = values[text.charCodeAt(i)] ?? 64;
    if (value === 64) {
      return undefined;
    }
    bits = ((bits & 63) << 6) | value;
    held += 6;
    if (held >= 8) {
      held -= 8;
      bytes[size++] = bits >> held;
    }
  }
  const unused = bits & ((1 << held) - 1);
  return text.length % 4 === 1 || unused !== 0 ? undefined : bytes;
}

/** PAE(p1 .. pn) of FORMAT.md. No part has 2^32 bytes, so the upper halves of lengths stay zero. */
function pae(...parts: readonly Uint8Array[]): Uint8Array {
  let size = 8;
  for (const part of parts) {
    size += 8 + part.length;
  }
  const out = new Uint8Array(size);
  setLength(out, 0, parts.length);
  let at = 8;
  for (const part of parts) {
    setLength(out, at, part.length);
    out.set(part, at + 8);
    at += 8 + part.length;
  }
  return out;
}

/** Writes a number of 32 bits, the lowest byte first. */
function setLength(out: Uint8Array, at: number, length: number): void {
  for (let i = 0; i < 4; i++) {
    out[at + i] = length >> (8 * i);
  }
}

function concat(...parts: readonly Uint8Array[]): Uint8Array {
  let size = 0;
  for (const part of parts) {
    size += part.length;
  }
  const out = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

const none: Uint8Array = /* @__PURE__ */ new Uint8Array();

/** Returns a number of at most 6 bytes, the highest byte first. */
function bigEndian(bytes: Uint8Array, at: number, size: number): number {
  let value = 0;
  for (let i = at; i < at + size; i++) {
    value = value * 256 + bytes[i]!;
  }
  return value;
}

/** Writes a number of at most 6 bytes, the highest byte first. */
function setBigEndian(out: Uint8Array, at: number, value: number, size: number): void {
  for (let i = at + size - 1, rest = value; i >= at; i--) {
    out[i] = rest; // its lowest byte
    rest = Math.floor(rest / 256);
  }
}

/** Compares in a time that depends on the lengths only. */
function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  let differences = a.length ^ b.length;
  for (let i = 0; i < a.length; i++) {
    differences |= a[i]! ^ b[i]!;
  }
  return differences === 0;
}

const label = "typeseal v1";

// Times.

/**
 * An instant in the years 1 to 9999, in nanoseconds since 1970. A Temporal.Instant is one. What a
 * token held also has toDate, epochMilliseconds, and toString, which returns RFC 3339.
 */
export interface Instant {
  readonly epochNanoseconds: bigint;
}

export const Instant: {
  /** Returns the instant of a date. */
  from(date: Date): Instant;
  /** Returns the date of an instant, without what is below a millisecond. */
  toDate(instant: Instant): Date;
} = {
  from: (date: Date): Instant => new ReadInstant(BigInt(date.getTime()) * 1_000_000n),
  toDate: ({ epochNanoseconds }: Instant): Date => new ReadInstant(epochNanoseconds).toDate(),
};

class ReadInstant implements Instant {
  readonly epochNanoseconds: bigint;

  constructor(epochNanoseconds: bigint) {
    this.epochNanoseconds = epochNanoseconds;
  }

  get epochMilliseconds(): number {
    return Number((this.epochNanoseconds - modulo(this.epochNanoseconds, 1_000_000n)) / 1_000_000n);
  }

  toDate(): Date {
    return new Date(this.epochMilliseconds);
  }

  toString(): string {
    return timeText(this.epochNanoseconds);
  }

  toJSON(): string {
    return timeText(this.epochNanoseconds);
  }
}

const second = 1_000_000_000n;
const firstSecond = -62_135_596_800n; // 0001-01-01T00:00:00Z
const lastSecond = 253_402_300_799n; // 9999-12-31T23:59:59Z

/** The remainder that is not negative. */
function modulo(n: bigint, by: bigint): bigint {
  const remainder = n % by;
  return remainder < 0n ? remainder + by : remainder;
}

/** Returns seconds since 1970 and the nanoseconds in the second. */
function secondsOf(epochNanoseconds: bigint): [seconds: bigint, nanoseconds: bigint] {
  const nanoseconds = modulo(epochNanoseconds, second);
  return [(epochNanoseconds - nanoseconds) / second, nanoseconds];
}

/** Returns whether the years 1 to 9999 have a second. */
const isInYears = (seconds: bigint): boolean => firstSecond <= seconds && seconds <= lastSecond;

/** Returns a time as JSON has it, without the quotes. */
function timeText(epochNanoseconds: bigint): string {
  const [seconds, nanoseconds] = secondsOf(epochNanoseconds);
  const text = new Date(Number(seconds) * 1000).toISOString().slice(0, 19);
  const decimals = String(nanoseconds).padStart(9, "0").replace(/0+$/, "");
  return text + (decimals && "." + decimals) + "Z";
}

/** Returns the seconds since 1970 of a text like 2006-01-02T15:04:05Z, or undefined. */
function secondsOfText(text: string): number | undefined {
  const date = new Date(text.length === 20 ? text : NaN);
  const seconds = date.getTime() / 1000;
  // Engines read much more, and differ in what they make of February 30 and 24:00:00.
  const exists = !Number.isNaN(seconds) && date.toISOString().replace(".000Z", "Z") === text;
  return exists ? seconds : undefined;
}

/** Returns nanoseconds since 1970. */
function joined(seconds: bigint, nanoseconds: bigint): bigint {
  return isInYears(seconds) && nanoseconds < second ? seconds * second + nanoseconds : refuse();
}

/** Reads a time in JSON, without the quotes. */
function timeOfText(text: string): bigint {
  const match = /^([^.]*?)(?:\.([0-9]{0,8}[1-9]))?Z$/.exec(text);
  const seconds = secondsOfText(match?.[1] + "Z") ?? refuse();
  return joined(BigInt(seconds), BigInt((match?.[2] ?? "").padEnd(9, "0")));
}

/** Reads a time in msgpack: the 4, 8 or 12 bytes after its type. */
function timeOfBytes(bytes: Uint8Array): bigint {
  const part = (at: number): bigint => BigInt(bigEndian(bytes, at, 4));
  if (bytes.length === 4) {
    return part(0) * second;
  }
  if (bytes.length === 8) {
    const both = (part(0) << 32n) | part(4);
    const seconds = BigInt.asUintN(34, both);
    return both >> 32n ? joined(seconds, both >> 34n) : refuse();
  }
  const seconds = BigInt.asIntN(64, (part(4) << 32n) | part(8));
  return seconds >> 34n ? joined(seconds, part(0)) : refuse();
}

// Shapes. A shape says how the fields of a type are read and written, in any codec. Codecs
// implement Reader and extend Writer.

/** The values of a codec in the order of a payload. A value that CODEC.md does not allow throws. */
export interface Reader {
  /** Reads nil if it comes next, and returns whether it did. */
  isNull(): boolean;
  bool(): boolean;
  /** Reads an integer from -2^63 to 2^64 - 1. */
  integer(): bigint;
  float(bits: 32 | 64): number;
  /** Reads text of at most max bytes. */
  text(max: number): string;
  bytes(max: number): Uint8Array;
  /** Reads the bytes of an array of size bytes. */
  array(size: number): Uint8Array;
  /** Returns a time as it is in the payload: the bytes of msgpack, or the text of JSON. */
  time(): Uint8Array | string;
  /** Calls read before each element. */
  list(read: () => void): void;
  /** Calls read before each key. */
  map(read: () => void): void;
  /** Calls read before the value of each field, with the index that names has for it. */
  struct(names: ReadonlyMap<string, number>, read: (index: number) => void): void;
  /** Comes before and after a key that is an integer. */
  quote(): void;
  /** Comes after a key. */
  colon(): void;
}

type MapKey = string | number | bigint;

/**
 * Writes values in the order of a payload, and checks them. The checks are here, and not in the
 * types, so that programs that only read do not contain them.
 */
export abstract class Writer {
  /** The way to the value: the names of fields with a point before them, and indexes. */
  private readonly path: string[] = [];

  /** Returns what comes before a fault: the path, or nothing for the value as a whole. */
  protected place(): string {
    const path = this.path.join("").replace(/^\./, "");
    return path && path + ": ";
  }

  /** Returns the error for the value at path. */
  fault(what: string): Error {
    return new MintError(this.place() + what);
  }

  /** Throws unless value has a JavaScript type. */
  want(value: unknown, type: string, name: string): void {
    if (typeof value !== type) {
      throw this.fault("want " + name + ", got " + kindOf(value));
    }
  }

  wantInRange(is: boolean): void {
    if (!is) {
      throw this.fault("out of range");
    }
  }

  wantAtMost(size: number, max: number, unit: string): void {
    if (size > max) {
      throw this.fault("more than " + max + " " + unit);
    }
  }

  wantExactly(size: number, length: number, unit: string): void {
    if (size !== length) {
      throw this.fault("want " + length + " " + unit);
    }
  }

  wantText(value: string, max: number): void {
    this.want(value, "string", "a string");
    if (!isWellFormed(value)) {
      throw this.fault("a lone surrogate");
    }
    if (value.length * 3 > max) {
      this.wantAtMost(utf8(value).length, max, "bytes");
    }
  }

  wantBytes(value: unknown): void {
    if (!isBytes(value)) {
      throw this.fault("want a Uint8Array, got " + kindOf(value));
    }
  }

  wantArray(value: unknown): void {
    if (!Array.isArray(value)) {
      throw this.fault("want an array, got " + kindOf(value));
    }
  }

  /** Calls write for a value that is a step further on the path. */
  within(step: string, write: () => void): void {
    this.path.push(step);
    write();
    this.path.pop();
  }

  /** Writes the fields of an object. */
  object(value: unknown, fields: Fields): void {
    if (typeof value !== "object" || value === null) {
      throw this.fault("want an object, got " + kindOf(value));
    }
    this.struct(fields.length);
    fields.forEach((f, i) => {
      this.item(i);
      this.name(f.wire);
      this.within("." + f.name, () => f.type.write(this, propertyOf(value, f.name)));
    });
    this.end("}");
  }

  // The values are checked already.
  abstract null(): void;
  abstract bool(value: boolean): void;
  abstract integer(value: bigint): void;
  abstract float(value: number, bits: 32 | 64): void;
  abstract text(value: string): void;
  abstract bytes(value: Uint8Array): void;
  abstract array(value: Uint8Array): void;
  abstract time(epochNanoseconds: bigint): void;
  abstract list(size: number): void;
  abstract map(size: number): void;
  abstract struct(size: number): void;
  /** Compares keys in the order in which they are written. */
  abstract compare(a: MapKey, b: MapKey): number;

  // Steps that mean nothing to most codecs.

  /** Comes before an element, key or field, with its index. */
  item(_index: number): void {}
  name(_name: string): void {}
  quote(): void {}
  colon(): void {}
  end(_bracket: "]" | "}"): void {}
}

/** Whether an object has a property, perhaps from its class, but not one that every object has. */
function hasProperty(object: object, name: string): object is { readonly [name: string]: unknown } {
  const own = Object.prototype.hasOwnProperty.call(object, name);
  return own || (name in object && !(name in Object.prototype));
}

/** Returns a property, but none that every object has. */
function propertyOf(object: object, name: string): unknown {
  return hasProperty(object, name) ? object[name] : undefined;
}

/** How values of a type are read and written. */
export interface Type<T> {
  readonly read: (from: Reader) => T;
  readonly write: (to: Writer, value: T) => void;
}

/** A type that the keys of a map can have. */
export interface KeyType<K> extends Type<K> {
  readonly readKey: (from: Reader) => K;
  readonly writeKey: (to: Writer, key: K) => void;
}

/** The type of a struct. */
export interface Shape<T> extends Type<T> {
  readonly fields: number;
}

export interface Field<N extends string, T> {
  /** Of the property. */
  readonly name: N;
  /** In JSON. */
  readonly wire: string;
  readonly type: Type<T>;
}

function refuse(): never {
  throw new RangeError("typeseal: payload not accepted");
}

function kindOf(value: unknown): string {
  return value === null ? "null" : Array.isArray(value) ? "array" : typeof value;
}

export const bool: Type<boolean> = {
  read: (from) => from.bool(),
  write(to, value) {
    to.want(value, "boolean", "a boolean");
    to.bool(value);
  },
};

/** A type of integers that are bigints. */
function bigInteger(bits: number, signed: boolean): KeyType<bigint> {
  const fit = signed ? BigInt.asIntN : BigInt.asUintN;
  return keyed({
    read(from) {
      const value = from.integer();
      return fit(bits, value) === value ? value : refuse();
    },
    write(to, value) {
      to.want(value, "bigint", "a bigint");
      to.wantInRange(fit(bits, value) === value);
      to.integer(value);
    },
  });
}

/** A type of integers that are numbers. */
function smallInteger(bits: number, signed: boolean): KeyType<number> {
  const big = bigInteger(bits, signed);
  return keyed({
    read: (from) => Number(big.read(from)),
    write(to, value) {
      to.want(value, "number", "a number");
      if (!Number.isInteger(value)) {
        throw to.fault("want a whole number");
      }
      big.write(to, BigInt(value));
    },
  });
}

function keyed<K>(type: Type<K>): KeyType<K> {
  return {
    ...type,
    readKey(from) {
      from.quote();
      const key = type.read(from);
      from.quote();
      return key;
    },
    writeKey(to, key) {
      to.quote();
      type.write(to, key);
      to.quote();
    },
  };
}

export const int8: KeyType<number> = /* @__PURE__ */ smallInteger(8, true);
export const int16: KeyType<number> = /* @__PURE__ */ smallInteger(16, true);
export const int32: KeyType<number> = /* @__PURE__ */ smallInteger(32, true);
export const int64: KeyType<bigint> = /* @__PURE__ */ bigInteger(64, true);
export const uint8: KeyType<number> = /* @__PURE__ */ smallInteger(8, false);
export const uint16: KeyType<number> = /* @__PURE__ */ smallInteger(16, false);
export const uint32: KeyType<number> = /* @__PURE__ */ smallInteger(32, false);
export const uint64: KeyType<bigint> = /* @__PURE__ */ bigInteger(64, false);

function float(bits: 32 | 64): Type<number> {
  return {
    read: (from) => from.float(bits),
    write(to, value) {
      to.want(value, "number", "a number");
      to.wantInRange(bits === 64 || Number.isFinite(Math.fround(value)) || !Number.isFinite(value));
      to.float(value, bits);
    },
  };
}

/** A number that is rounded to the nearest float of 32 bits when it is written. */
export const float32: Type<number> = /* @__PURE__ */ float(32);
export const float64: Type<number> = /* @__PURE__ */ float(64);

/** Text of at most max bytes of UTF-8. */
/* @__NO_SIDE_EFFECTS__ */
export function string(max: number = Infinity): KeyType<string> {
  const read = (from: Reader): string => from.text(max);
  const write = (to: Writer, value: string): void => {
    to.wantText(value, max);
    to.text(value);
  };
  return { read, write, readKey: read, writeKey: write };
}

/** Bytes, at most max of them. */
/* @__NO_SIDE_EFFECTS__ */
export function bytes(max: number = Infinity): Type<Uint8Array> {
  return {
    read: (from) => from.bytes(max),
    write(to, value) {
      to.wantBytes(value);
      to.wantAtMost(value.length, max, "bytes");
      to.bytes(value);
    },
  };
}

/** Exactly size bytes. */
/* @__NO_SIDE_EFFECTS__ */
export function byteArray(size: number): Type<Uint8Array> {
  return {
    read: (from) => from.array(size),
    write(to, value) {
      to.wantBytes(value);
      to.wantExactly(value.length, size, "bytes");
      to.array(value);
    },
  };
}

/** Whether value is a Uint8Array, of any realm. */
function isBytes(value: unknown): value is Uint8Array {
  return (
    ArrayBuffer.isView(value) && Object.prototype.toString.call(value) === "[object Uint8Array]"
  );
}

export const time: Type<Instant> = {
  read(from) {
    const raw = from.time();
    return new ReadInstant(typeof raw === "string" ? timeOfText(raw) : timeOfBytes(raw));
  },
  write(to, value) {
    const nanoseconds: unknown = (value as Instant | null | undefined)?.epochNanoseconds;
    if (typeof nanoseconds !== "bigint") {
      throw to.fault("want an Instant, got " + kindOf(value));
    }
    if (!isInYears(secondsOf(nanoseconds)[0])) {
      throw to.fault("outside the years 1 to 9999");
    }
    to.time(nanoseconds);
  },
};

/** A value or null. */
/* @__NO_SIDE_EFFECTS__ */
export function nullable<T>(of: Type<T>): Type<T | null> {
  return {
    read: (from) => (from.isNull() ? null : of.read(from)),
    write: (to, value) => (value === null ? to.null() : of.write(to, value)),
  };
}

/** A list of at most max elements. */
/* @__NO_SIDE_EFFECTS__ */
export function list<T>(of: Type<T>, max: number = Infinity): Type<readonly T[]> {
  return {
    read(from) {
      const out: T[] = [];
      from.list(() => {
        if (out.length >= max) {
          refuse();
        }
        out.push(of.read(from));
      });
      return out;
    },
    write(to, value) {
      to.wantArray(value);
      const size = value.length;
      to.wantAtMost(size, max, "elements");
      to.list(size);
      for (let i = 0; i < size; i++) {
        to.item(i);
        to.within("[" + i + "]", () => of.write(to, value[i]!));
      }
      to.end("]");
    },
  };
}

/** A list of exactly size elements. */
/* @__NO_SIDE_EFFECTS__ */
export function array<T>(of: Type<T>, size: number): Type<readonly T[]> {
  const atMost = list(of, size);
  return {
    read(from) {
      const out = atMost.read(from);
      return out.length === size ? out : refuse();
    },
    write(to, value) {
      to.wantArray(value);
      to.wantExactly(value.length, size, "elements");
      atMost.write(to, value);
    },
  };
}

/** A Map of at most max entries. */
/* @__NO_SIDE_EFFECTS__ */
export function map<K extends MapKey, V>(
  key: KeyType<K>,
  of: Type<V>,
  max: number = Infinity,
): Type<ReadonlyMap<K, V>> {
  return {
    read(from) {
      const out = new Map<K, V>();
      from.map(() => {
        const k = key.readKey(from);
        if (out.size >= max || out.has(k)) {
          refuse();
        }
        from.colon();
        out.set(k, of.read(from));
      });
      return out;
    },
    write(to, value) {
      const entries = entriesOf<K, V>(to, value);
      to.wantAtMost(entries.length, max, "entries");
      to.map(entries.length);
      to.within("[*]", () => {
        entries.sort(([a], [b]) => to.compare(a, b));
        entries.forEach(([k, v], i) => {
          to.item(i);
          key.writeKey(to, k);
          to.colon();
          of.write(to, v);
        });
      });
      to.end("}");
    },
  };
}

/** Returns the entries of a Map of any realm. */
function entriesOf<K, V>(to: Writer, value: unknown): [K, V][] {
  try {
    return Array.from(Map.prototype.entries.call(value as Map<K, V>));
  } catch {
    throw to.fault("want a Map, got " + kindOf(value));
  }
}

/** A field of a struct: a property, and its name in JSON if that is another one. */
/* @__NO_SIDE_EFFECTS__ */
export function field<const N extends string, T>(
  name: N,
  type: Type<T>,
  wire: string = name,
): Field<N, T> {
  return { name, wire, type };
}

type Fields = readonly Field<string, any>[];
type Struct<F extends Fields> = {
  readonly [N in F[number]["name"]]: Extract<F[number], { name: N }> extends Field<N, infer T>
    ? T
    : never;
};

/** A struct with the fields in the order of the lock. Values are plain objects. */
/* @__NO_SIDE_EFFECTS__ */
export function struct<const F extends Fields>(...fields: F): Shape<Struct<F>> {
  const names = new Map(fields.map((f, i) => [f.wire, i]));
  return {
    fields: fields.length,
    read(from) {
      const entries: [string, unknown][] = fields.map((f) => [f.name, undefined]);
      from.struct(names, (i) => {
        entries[i]![1] = fields[i]!.type.read(from);
      });
      // Assignment would set the prototype if a field's name is __proto__.
      return Object.fromEntries(entries) as Struct<F>;
    },
    write: (to, value) => to.object(value, fields),
  };
}

/** Compares texts by their bytes in UTF-8. Comparison with < is by those in UTF-16. */
function compareText(a: string, b: string): number {
  const x = utf8(a);
  const y = utf8(b);
  const end = Math.min(x.length, y.length);
  for (let i = 0; i < end; i++) {
    if (x[i] !== y[i]) {
      return x[i]! - y[i]!;
    }
  }
  return x.length - y.length;
}

// Codecs.

/** How payloads are decoded. */
export interface Decoder {
  /** The name in key derivation. */
  readonly name: string;
  /** Throws if the payload is not exactly one value of the shape. limit is its largest size. */
  readonly decode: <T>(shape: Type<T>, payload: Uint8Array, limit: number) => T;
}

/** How payloads are encoded and decoded. */
export interface Codec extends Decoder {
  readonly encode: <T>(shape: Type<T>, value: T, limit: number) => Uint8Array | Promise<Uint8Array>;
}

/** Payloads in msgpack, for types that are not minted. */
export const msgpackReader: Decoder = { name: "msgpack", decode: decodeMsgpack };

function decodeMsgpack<T>(shape: Type<T>, payload: Uint8Array): T {
  const from = new MsgpackReader(payload);
  const value = shape.read(from);
  from.end();
  return value;
}

/** Payloads in msgpack. */
export const msgpack: Codec = {
  name: "msgpack",
  decode: decodeMsgpack,
  encode(shape, value) {
    const to = new MsgpackWriter();
    shape.write(to, value);
    return to.payload();
  },
};

/**
 * The forms of a size in msgpack: in the code itself, which is fix for 0, up to most; or in 1, 2 or
 * 4 bytes after a code. The first of these codes is code. It has first bytes, each next one twice
 * as many.
 */
type Sizes = readonly [fix: number, most: number, code: number, first: 1 | 2];

const textSizes: Sizes = [0xa0, 31, 0xd9, 1];
const bytesSizes: Sizes = [0, -1, 0xc4, 1];
const listSizes: Sizes = [0x90, 15, 0xdc, 2];
const mapSizes: Sizes = [0x80, 15, 0xde, 2];

class MsgpackReader implements Reader {
  private readonly input: Uint8Array;
  private at = 0;

  constructor(input: Uint8Array) {
    this.input = input;
  }

  /** Goes over size bytes, and returns the index of the first. */
  private skip(size: number): number {
    const at = this.at;
    if (size > this.input.length - at) {
      refuse();
    }
    this.at += size;
    return at;
  }

  private take(size: number): Uint8Array {
    const at = this.skip(size);
    return this.input.slice(at, at + size);
  }

  private code(): number {
    return this.input[this.skip(1)]!;
  }

  /** Reads an unsigned integer of 1, 2 or 4 bytes. */
  private number(size: number): number {
    return bigEndian(this.input, this.skip(size), size);
  }

  /** Reads an unsigned integer of 1, 2, 4 or 8 bytes. */
  private unsigned(size: number): bigint {
    return size === 8 ? (this.unsigned(4) << 32n) | this.unsigned(4) : BigInt(this.number(size));
  }

  /** Reads a size, in its shortest form. */
  private size([fix, most, code, first]: Sizes): number {
    const head = this.code();
    if (fix <= head && head <= fix + most) {
      return head - fix;
    }
    const width = head < code ? 8 : first * 2 ** (head - code);
    if (width > 4) {
      refuse();
    }
    const size = this.number(width);
    const least = width === first ? most + 1 : 2 ** (4 * width);
    return size >= least ? size : refuse();
  }

  isNull(): boolean {
    const is = this.input[this.at] === 0xc0;
    this.at += Number(is);
    return is;
  }

  bool(): boolean {
    const code = this.code();
    return code === 0xc3 || (code === 0xc2 ? false : refuse());
  }

  integer(): bigint {
    const code = this.code();
    if (code <= 0x7f || code >= 0xe0) {
      return BigInt.asIntN(8, BigInt(code));
    }
    if (code < 0xcc || code > 0xd3) {
      refuse();
    }
    const width = 1 << (code & 3);
    const value = this.unsigned(width);
    if (code < 0xd0) {
      return value >> BigInt(width === 1 ? 7 : 4 * width) ? value : refuse();
    }
    const signed = BigInt.asIntN(8 * width, value);
    // -1 is left of a number that fits into half of the width, or into a fixint.
    return signed >> BigInt(width === 1 ? 5 : 4 * width - 1) < -1n ? signed : refuse();
  }

  float(bits: 32 | 64): number {
    if (this.code() !== (bits === 32 ? 0xca : 0xcb)) {
      refuse();
    }
    const view = new DataView(this.take(bits / 8).buffer);
    return view[`getFloat${bits}` as const](0);
  }

  /** Reads a size and as many bytes. */
  private sized(sizes: Sizes, max: number): Uint8Array {
    const size = this.size(sizes);
    return size <= max ? this.take(size) : refuse();
  }

  text(max: number): string {
    return decoder.decode(this.sized(textSizes, max));
  }

  bytes(max: number): Uint8Array {
    return this.sized(bytesSizes, max);
  }

  array(size: number): Uint8Array {
    const out = this.bytes(size);
    return out.length === size ? out : refuse();
  }

  time(): Uint8Array {
    const code = this.code();
    const long = code === 0xc7 && this.code() === 12;
    const size = long ? 12 : code === 0xd6 ? 4 : code === 0xd7 ? 8 : refuse();
    return this.code() === 0xff ? this.take(size) : refuse();
  }

  list(read: () => void, sizes: Sizes = listSizes): void {
    for (let n = this.size(sizes); n > 0; n--) {
      read();
    }
  }

  map(read: () => void): void {
    this.list(read, mapSizes);
  }

  struct(names: ReadonlyMap<string, number>, read: (index: number) => void): void {
    if (this.size(listSizes) !== names.size) {
      refuse();
    }
    for (let i = 0; i < names.size; i++) {
      read(i);
    }
  }

  quote(): void {}
  colon(): void {}

  /** Refuses bytes after the payload. */
  end(): void {
    if (this.at !== this.input.length) {
      refuse();
    }
  }
}

class MsgpackWriter extends Writer {
  private output = new Uint8Array(64);
  private size = 0;

  /** Makes room for bytes, and returns the index of the first. */
  private room(bytes: number): number {
    const at = this.size;
    this.size += bytes;
    if (this.size > this.output.length) {
      const larger = new Uint8Array(2 * this.size);
      larger.set(this.output);
      this.output = larger;
    }
    return at;
  }

  private byte(value: number): void {
    const at = this.room(1); // before this.output is read, which room may replace
    this.output[at] = value;
  }

  private copy(bytes: Uint8Array): void {
    const at = this.room(bytes.length);
    this.output.set(bytes, at);
  }

  /** Writes the lowest bytes of a number, at most 4 or 8. */
  private number(value: bigint, bytes: number): void {
    if (bytes === 8) {
      this.number(value >> 32n, 4);
      this.number(value, 4);
      return;
    }
    const at = this.room(bytes);
    setBigEndian(this.output, at, Number(BigInt.asUintN(8 * bytes, value)), bytes);
  }

  private header(size: number, [fix, most, code, first]: Sizes): void {
    if (size <= most) {
      this.byte(fix | size);
      return;
    }
    let step = 0;
    while (size >= 2 ** (8 * (first << step))) {
      step++;
    }
    this.byte(code + step);
    this.number(BigInt(size), first << step);
  }

  null(): void {
    this.byte(0xc0);
  }

  bool(value: boolean): void {
    this.byte(value ? 0xc3 : 0xc2);
  }

  integer(value: bigint): void {
    if (-32n <= value && value < 128n) {
      this.number(value, 1);
      return;
    }
    const fit = value < 0n ? BigInt.asIntN : BigInt.asUintN;
    let step = 0;
    while (fit(8 << step, value) !== value) {
      step++;
    }
    this.byte((value < 0n ? 0xd0 : 0xcc) + step);
    this.number(value, 1 << step);
  }

  float(value: number, bits: 32 | 64): void {
    this.byte(bits === 32 ? 0xca : 0xcb);
    const at = this.room(bits / 8);
    new DataView(this.output.buffer)[`setFloat${bits}` as const](at, value);
  }

  text(value: string): void {
    const encoded = ascii(value) ?? utf8(value);
    this.header(encoded.length, textSizes);
    this.copy(encoded);
  }

  bytes(value: Uint8Array): void {
    this.header(value.length, bytesSizes);
    this.copy(value);
  }

  array(value: Uint8Array): void {
    this.bytes(value);
  }

  time(epochNanoseconds: bigint): void {
    const [seconds, nanoseconds] = secondsOf(epochNanoseconds);
    if (seconds >> 34n) {
      this.number(0xc7_0c_ffn, 3);
      this.number(nanoseconds, 4);
      this.number(seconds, 8);
    } else if (nanoseconds || seconds >> 32n) {
      this.number(0xd7_ffn, 2);
      this.number((nanoseconds << 34n) | seconds, 8);
    } else {
      this.number(0xd6_ffn, 2);
      this.number(seconds, 4);
    }
  }

  list(size: number): void {
    this.header(size, listSizes);
  }

  map(size: number): void {
    this.header(size, mapSizes);
  }

  struct(size: number): void {
    this.header(size, listSizes);
  }

  compare(a: MapKey, b: MapKey): number {
    return typeof a === "string" && typeof b === "string" ? compareText(a, b) : a < b ? -1 : 1;
  }

  payload(): Uint8Array {
    return this.output.slice(0, this.size);
  }
}

/** Returns ASCII text in UTF-8, faster than TextEncoder if it is short; undefined for other text. */
function ascii(text: string): Uint8Array | undefined {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 127) {
      return undefined;
    }
    bytes[i] = code;
  }
  return bytes;
}

/** Payloads in JSON, for types that are not minted. */
export const jsonReader: Decoder = { name: "json", decode: decodeJSON };

function decodeJSON<T>(shape: Type<T>, payload: Uint8Array): T {
  const from = new JSONReader(payload);
  const value = shape.read(from);
  from.end();
  return value;
}

/** Payloads in JSON. */
export const json: Codec = {
  name: "json",
  decode: decodeJSON,
  encode(shape, value) {
    const to = new JSONWriter();
    shape.write(to, value);
    return utf8(to.output);
  },
};

const standardAlphabet: string = /* @__PURE__ */ digits64.concat("+/");
const standardValues: Uint8Array = /* @__PURE__ */ base64Values(standardAlphabet);

const quoteMark = 0x22;
const backslash = 0x5c;
const escapes: { readonly [letter: string]: number } = {
  '"': quoteMark,
  "\\": backslash,
  "/": 0x2f,
  b: 8,
  t: 9,
  n: 10,
  f: 12,
  r: 13,
};

/** Reads JSON. JSON.parse would round integers, and accept white space and names twice. */
class JSONReader implements Reader {
  private readonly input: Uint8Array;
  private at = 0;

  constructor(input: Uint8Array) {
    this.input = input;
  }

  /** Reads a word if it comes next, and returns whether it did. */
  private has(word: string): boolean {
    for (let i = 0; i < word.length; i++) {
      if (this.input[this.at + i] !== word.charCodeAt(i)) {
        return false;
      }
    }
    this.at += word.length;
    return true;
  }

  private expect(word: string): void {
    if (!this.has(word)) {
      refuse();
    }
  }

  isNull(): boolean {
    return this.has("null");
  }

  bool(): boolean {
    if (this.has("true")) {
      return true;
    }
    this.expect("false");
    return false;
  }

  /** Returns the characters that numbers have, up to the first other one. */
  private number(): string {
    let text = "";
    for (;;) {
      const character = String.fromCharCode(this.input[this.at] ?? 0);
      if (!/[-+.0-9eE]/.test(character)) {
        return text;
      }
      text += character;
      this.at++;
    }
  }

  integer(): bigint {
    const text = this.number();
    // Longer ones are out of range, and would take more than linear time.
    return text.length <= 20 && /^(?:0|-?[1-9][0-9]*)$/.test(text) ? BigInt(text) : refuse();
  }

  float(bits: 32 | 64): number {
    const text = this.number();
    if (!/^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?$/.test(text)) {
      refuse();
    }
    const value = bits === 32 ? toSingle(text) : Number(text);
    return Number.isFinite(value) ? value : refuse();
  }

  /** Reads a string, and returns its bytes between the quotes. */
  private string(): Uint8Array {
    this.expect('"');
    const start = this.at;
    for (; this.input[this.at] !== quoteMark; this.at++) {
      const byte = this.input[this.at] ?? 0;
      if (byte < 0x20) {
        refuse();
      }
      if (byte === backslash) {
        this.at++; // the byte after it does not end the string
      }
    }
    return this.input.subarray(start, this.at++);
  }

  /** Reads a string in which nothing may be escaped. The caller refuses backslashes. */
  private plain(): string {
    return decoder.decode(this.string());
  }

  text(max: number): string {
    const raw = this.string();
    const encoded = raw.includes(backslash) ? unescaped(raw) : raw;
    return encoded.length <= max ? decoder.decode(encoded) : refuse();
  }

  bytes(max: number): Uint8Array {
    const text = this.plain();
    const digits = text.replace(/={1,2}$/, "");
    const out = fromBase64(digits, standardValues);
    return text.length % 4 === 0 && out && out.length <= max ? out : refuse();
  }

  array(size: number): Uint8Array {
    const out = new Uint8Array(size);
    let filled = 0;
    this.list(() => {
      const value = filled < size ? this.integer() : refuse();
      out[filled++] = BigInt.asUintN(8, value) === value ? Number(value) : refuse();
    });
    return filled === size ? out : refuse();
  }

  time(): string {
    return this.plain();
  }

  /** Reads what is between brackets, with commas between the items. */
  private items(open: string, close: string, read: () => void): void {
    this.expect(open);
    if (this.has(close)) {
      return;
    }
    do {
      read();
    } while (this.has(","));
    this.expect(close);
  }

  list(read: () => void): void {
    this.items("[", "]", read);
  }

  map(read: () => void): void {
    this.items("{", "}", read);
  }

  struct(names: ReadonlyMap<string, number>, read: (index: number) => void): void {
    const seen = new Set<number>();
    this.map(() => {
      const index = names.get(this.text(Infinity));
      if (index === undefined || seen.has(index)) {
        refuse();
      }
      seen.add(index!);
      this.colon();
      read(index!);
    });
    if (seen.size !== names.size) {
      refuse();
    }
  }

  quote(): void {
    this.expect('"');
  }

  colon(): void {
    this.expect(":");
  }

  /** Refuses bytes after the payload. */
  end(): void {
    if (this.at !== this.input.length) {
      refuse();
    }
  }
}

/** Returns a string's bytes with its escapes replaced. */
function unescaped(raw: Uint8Array): Uint8Array {
  const out = new Uint8Array(raw.length);
  let size = 0;
  for (let at = 0; at < raw.length; at++) {
    if (raw[at] !== backslash) {
      out[size++] = raw[at]!;
      continue;
    }
    const letter = String.fromCharCode(raw[++at]!);
    if (letter === "u") {
      const unit = codeUnit(raw, at + 1);
      const pair = (unit & 0xfc00) === 0xd800 && raw[at + 5] === backslash && raw[at + 6] === 0x75;
      const text = String.fromCharCode(unit, ...(pair ? [codeUnit(raw, at + 7)] : []));
      // A pair that is none has a lone surrogate too.
      const encoded = isWellFormed(text) ? utf8(text) : refuse();
      out.set(encoded, size);
      size += encoded.length;
      at += pair ? 10 : 4;
    } else {
      out[size++] = escapes[letter] ?? refuse();
    }
  }
  return out.subarray(0, size);
}

/** Reads four hexadecimal digits. */
function codeUnit(raw: Uint8Array, at: number): number {
  const digits = String.fromCharCode(...raw.subarray(at, at + 4));
  return /^[0-9A-Fa-f]{4}$/.test(digits) ? parseInt(digits, 16) : refuse();
}

/** Returns the float of 32 bits that is nearest to a JSON number: Infinity if that is too large. */
function toSingle(text: string): number {
  const double = Number(text);
  const near = Math.fround(double);
  // The double is rounded already. If it is in the middle of two singles, the text decides.
  const other = neighbor(near, Math.abs(near) < Math.abs(double) ? 1 : -1);
  const size = (x: number): number => (Math.abs(x) === Infinity ? 2 ** 128 : Math.abs(x));
  if (near === double || size(near) + size(other) !== 2 * Math.abs(double)) {
    return near;
  }
  const side = compareDigits(text, Math.abs(double));
  const [low, high] = Math.abs(near) < Math.abs(other) ? [near, other] : [other, near];
  return side === 0 ? near : side < 0 ? low : high;
}

/** Returns the single that is next to x, larger or smaller in magnitude. */
function neighbor(x: number, by: 1 | -1): number {
  const view = new DataView(new ArrayBuffer(4));
  view.setFloat32(0, x);
  view.setInt32(0, view.getInt32(0) + by);
  return view.getFloat32(0);
}

/** Compares the magnitude of a JSON number that is not 0 with a double that is near, exactly. */
function compareDigits(text: string, double: number): number {
  // The double is an integer times 2^-160. So it has a finite number of decimals.
  const scaled = BigInt(Math.abs(double) * 2 ** 80 * 2 ** 80) * 5n ** 160n;
  const exact = String(scaled).replace(/0+$/, "");
  const written = text
    .replace(/[eE].*$/, "")
    .replace(/[-.]/g, "")
    .replace(/^0+/, "");
  const end = Math.max(exact.length, written.length);
  // Both begin at the same place, since they are near, or the shorter one is the larger one's 9s.
  const a = written.padEnd(end, "0");
  const b = exact.padEnd(end, "0");
  return a === b ? 0 : a < b ? -1 : 1;
}

class JSONWriter extends Writer {
  output = "";

  null(): void {
    this.output += "null";
  }

  bool(value: boolean): void {
    this.output += value;
  }

  integer(value: bigint): void {
    this.output += value;
  }

  float(value: number, bits: 32 | 64): void {
    if (!Number.isFinite(value)) {
      throw this.fault("JSON has no NaN and no infinity");
    }
    this.output += Object.is(value, -0) ? "-0" : bits === 32 ? singleText(value) : value;
  }

  text(value: string): void {
    this.output += '"' + value.replace(/["\\\u0000-\u001f]/g, escaped) + '"';
  }

  bytes(value: Uint8Array): void {
    const digits = toBase64(value, standardAlphabet);
    this.output += '"' + digits.padEnd(Math.ceil(digits.length / 4) * 4, "=") + '"';
  }

  array(value: Uint8Array): void {
    this.output += "[" + value.join(",") + "]";
  }

  time(epochNanoseconds: bigint): void {
    this.output += '"' + timeText(epochNanoseconds) + '"';
  }

  list(_size: number): void {
    this.output += "[";
  }

  map(_size: number): void {
    this.output += "{";
  }

  struct(_size: number): void {
    this.output += "{";
  }

  override item(index: number): void {
    this.output += index > 0 ? "," : "";
  }

  override name(name: string): void {
    this.text(name);
    this.colon();
  }

  override quote(): void {
    this.output += '"';
  }

  override colon(): void {
    this.output += ":";
  }

  override end(bracket: string): void {
    this.output += bracket;
  }

  compare(a: MapKey, b: MapKey): number {
    return compareText(String(a), String(b));
  }
}

function escaped(character: string): string {
  const letter = Object.keys(escapes).find((l) => escapes[l] === character.charCodeAt(0));
  const code = character.charCodeAt(0).toString(16).padStart(4, "0");
  return "\\" + (letter ?? "u" + code);
}

/** Returns the fewest and nearest digits that are read as the same float of 32 bits. */
function singleText(value: number): string {
  const single = Math.fround(value);
  for (let digits = 0; digits < 9; digits++) {
    const near = single.toExponential(digits);
    // Above a power of two, the next decimal may be read as the float although the nearest is not.
    const [mantissa = "", exponent = "0"] = near.split("e");
    const next = Number(mantissa.replace(".", "")) + Math.sign(single);
    const decimals = [near, next + "e" + (Number(exponent) - digits)];
    const text = decimals.find((decimal) => toSingle(decimal) === single);
    if (text !== undefined) {
      return String(Number(text)); // 9 digits survive in a double, and ECMAScript lays them out
    }
  }
  return String(single);
}

/** The codec with payloads that may be compressed, for types that are not minted. */
/* @__NO_SIDE_EFFECTS__ */
export function inflated(codec: Decoder): Decoder {
  return {
    name: codec.name + "+deflate",
    decode: (shape, payload, limit) => codec.decode(shape, unpack(payload, limit), limit),
  };
}

/** The codec with payloads that are compressed if that makes them shorter. */
/* @__NO_SIDE_EFFECTS__ */
export function deflated(codec: Codec): Codec {
  return {
    ...inflated(codec),
    encode: async (shape, value, limit) => pack(await codec.encode(shape, value, limit), limit),
  };
}

async function pack(payload: Uint8Array, limit: number): Promise<Uint8Array> {
  if (payload.length > limit) {
    throw new MintError("the payload is longer than the type's limit");
  }
  const stream = await deflate(payload);
  return stream && stream.length < payload.length
    ? concat(Uint8Array.of(1), stream)
    : concat(Uint8Array.of(0), payload);
}

/** Returns a DEFLATE stream, or undefined if the platform cannot make one. */
async function deflate(data: Uint8Array): Promise<Uint8Array | undefined> {
  try {
    const { writable, readable } = new platform.CompressionStream!("deflate-raw");
    const writer = writable.getWriter();
    writer.write(data).catch(() => undefined); // the reader has the same error
    writer.close().catch(() => undefined);
    const reader = readable.getReader();
    const chunks: Uint8Array[] = [];
    for (;;) {
      const { done, value } = await reader.read();
      if (done) {
        return concat(...chunks);
      }
      chunks.push(value!);
    }
  } catch {
    return undefined;
  }
}

function unpack(packed: Uint8Array, limit: number): Uint8Array {
  const rest = packed.subarray(1);
  return packed[0] === 0 ? rest : packed[0] === 1 ? inflate(rest, limit) : refuse();
}

/** The codes of a DEFLATE block: how many there are of each length, and their symbols in order. */
interface Codes {
  readonly counts: readonly number[];
  readonly symbols: readonly number[];
}

/** Returns the codes for their lengths by symbol. mayBeIncomplete allows none, or one of 1 bit. */
function codesOf(lengths: readonly number[], mayBeIncomplete: boolean): Codes {
  const counts = new Array<number>(16).fill(0);
  for (const length of lengths) {
    counts[length]!++;
  }
  const used = lengths.length - counts[0]!;
  counts[0] = 0;
  // The room for codes doubles with each bit. Once it is negative, it stays so.
  const free = counts.reduce((room, count) => 2 * room - count, 0.5);
  const lone = mayBeIncomplete && (used === 0 || (used === 1 && counts[1] === 1));
  if (free !== 0 && !lone) {
    refuse();
  }
  const symbols: number[] = [];
  for (let length = 1; length < 16; length++) {
    lengths.forEach((l, symbol) => l === length && symbols.push(symbol));
  }
  return { counts, symbols };
}

const lengthOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

/** Inflates one complete stream of RFC 1951 to at most limit bytes. */
function inflate(input: Uint8Array, limit: number): Uint8Array {
  let at = 0;
  let held = 0;
  let holds = 0; // bits
  let out = new Uint8Array(Math.min(limit, 4 * input.length));
  let size = 0;

  function bits(count: number): number {
    for (; holds < count; holds += 8) {
      held |= (input[at] ?? refuse()) << holds;
      at++;
    }
    const value = held & ((1 << count) - 1);
    held >>>= count;
    holds -= count;
    return value;
  }

  function put(byte: number): void {
    if (size >= limit) {
      refuse();
    }
    if (size === out.length) {
      const larger = new Uint8Array(Math.min(limit, 2 * size + 64));
      larger.set(out);
      out = larger;
    }
    out[size++] = byte;
  }

  function symbol({ counts, symbols }: Codes): number {
    let code = 0;
    let first = 0;
    let index = 0;
    for (let length = 1; length < 16; length++) {
      code |= bits(1);
      const count = counts[length]!;
      if (code - first < count) {
        return symbols[index + code - first]!;
      }
      index += count;
      first = (first + count) << 1;
      code <<= 1;
    }
    return refuse();
  }

  function stored(): void {
    held = holds = 0; // what is left of the byte
    const length = bits(16);
    if (bits(16) !== (length ^ 0xffff)) {
      refuse();
    }
    for (let i = 0; i < length; i++) {
      put(bits(8));
    }
  }

  function dynamicCodes(): [Codes, Codes] {
    const literals = 257 + bits(5);
    const distances = 1 + bits(5);
    const count = 4 + bits(4);
    if (literals > 286 || distances > 30) {
      refuse();
    }
    const order = new Array<number>(19).fill(0);
    for (let i = 0; i < count; i++) {
      order[lengthOrder[i]!] = bits(3);
    }
    const codes = codesOf(order, false);
    const lengths: number[] = [];
    while (lengths.length < literals + distances) {
      const next = symbol(codes);
      if (next < 16) {
        lengths.push(next);
        continue;
      }
      const last = next === 16 ? (lengths[lengths.length - 1] ?? refuse()) : 0;
      const times = next === 16 ? 3 + bits(2) : next === 17 ? 3 + bits(3) : 11 + bits(7);
      lengths.push(...new Array<number>(times).fill(last));
    }
    if (lengths.length > literals + distances) {
      refuse();
    }
    return [codesOf(lengths.slice(0, literals), true), codesOf(lengths.slice(literals), true)];
  }

  function fixedCodes(): [Codes, Codes] {
    const lengths = (i: number): number => (i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8);
    // The last two distances take part in the code, but are refused.
    return [
      codesOf(
        Array.from({ length: 288 }, (_, i) => lengths(i)),
        false,
      ),
      codesOf(new Array<number>(32).fill(5), false),
    ];
  }

  function compressed([literals, distances]: [Codes, Codes]): void {
    for (;;) {
      const next = symbol(literals);
      if (next === 256) {
        return;
      }
      if (next < 256) {
        put(next);
        continue;
      }
      if (next > 285) {
        refuse();
      }
      let length = next - 254;
      if (next === 285) {
        length = 258;
      } else if (next > 264) {
        const extra = (next - 261) >> 2;
        length = 3 + ((4 + ((next - 261) & 3)) << extra) + bits(extra);
      }
      const code = symbol(distances);
      if (code > 29) {
        refuse();
      }
      const extra = code < 2 ? 0 : (code >> 1) - 1;
      const distance = code < 2 ? 1 + code : 1 + ((2 + (code & 1)) << extra) + bits(extra);
      if (distance > size) {
        refuse();
      }
      for (let i = 0; i < length; i++) {
        put(out[size - distance]!);
      }
    }
  }

  for (let last = 0; !last;) {
    last = bits(1);
    switch (bits(2)) {
      case 0:
        stored();
        break;
      case 1:
        compressed(fixedCodes());
        break;
      case 2:
        compressed(dynamicCodes());
        break;
      default:
        refuse();
    }
  }
  return at === input.length ? out.subarray(0, size) : refuse();
}

// Keys. The text of a ring becomes keys that are not extractable, and is not kept.

type Standing = "primary" | "accepted" | "retired" | "revoked";

interface Key {
  readonly id: number;
  /** undefined: the text of a signing key alone. */
  state: Standing | undefined;
  /** Unix seconds, if the ring says since when the key has its state. */
  since?: number;
  /** The root key, for HKDF, or the Ed25519 key that signs or verifies. */
  readonly secret: CryptoKey;
  /** Of a signing key: the text of its public key. */
  readonly publicText?: string;
  /** By policy. */
  readonly owners: WeakMap<object, Owner>;
}

interface Cutoff {
  /** Unix seconds. */
  readonly before: number;
  readonly salt?: string;
  readonly binding?: string;
}

interface Ring {
  readonly kind: Kind;
  readonly keys: readonly Key[];
  readonly cutoffs: readonly Cutoff[];
}

/** A ring in a realm: what a Keyring, a PublicKeyring or a SigningKey stands for. */
interface View extends Ring {
  readonly realm: string;
}

/** A kind of keys. */
interface Kind {
  /** What errors call a ring. */
  readonly ring: string;
  readonly name: string;
  /** What it is called in the text of a key, and in what a key's checksum covers. */
  readonly short: "key" | "pub" | "sec";
  /** The state of a lone key without one. If it is primary, each ring has one primary key. */
  readonly lone: Standing;
  /** What matches a text that is a key, and not a ring. */
  readonly alone?: RegExp;
  readonly weakness: (key: Uint8Array) => string | undefined;
  readonly load: (key: Uint8Array) => Promise<Loaded>;
}

type Loaded = Pick<Key, "id" | "secret" | "publicText">;

export const rootKind: Kind = {
  ring: "key ring",
  name: "root",
  short: "key",
  lone: "primary",
  weakness: weakSecret,
  async load(key) {
    const secret = await subtle().importKey("raw", key, "HKDF", false, ["deriveKey", "deriveBits"]);
    const id = await subtle().deriveBits(hkdf(pae(utf8("kid"))), secret, 32);
    return { id: firstFour(new Uint8Array(id)), secret };
  },
};

export const publicKind: Kind = {
  ring: "key ring",
  name: "public",
  short: "pub",
  lone: "accepted",
  weakness: weakPublic,
  async load(key) {
    const secret = await importEd25519("raw", key, false, "verify");
    return { id: await publicID(key), secret };
  },
};

export const signingKind: Kind = {
  ring: "signing key",
  name: "signing",
  short: "sec",
  lone: "primary",
  alone: /^[ \t\r\n]*([^ \t\r\n;]+)[ \t\r\n]*$/,
  weakness: weakSecret,
  async load(key) {
    // RFC 8410: a PrivateKeyInfo with the seed.
    const prefix = [48, 46, 2, 1, 0, 48, 5, 6, 3, 43, 101, 112, 4, 34, 4, 32];
    const info = concat(Uint8Array.from(prefix), key);
    // Only an extractable key gives its public key. It is used for nothing else.
    const { x } = await subtle().exportKey("jwk", await importEd25519("pkcs8", info, true, "sign"));
    const publicKey = fromBase64(x!, urlValues)!;
    const checksum = await shortHash(publicKind.short, publicKey);
    return {
      id: await publicID(publicKey),
      secret: await importEd25519("pkcs8", info, false, "sign"),
      publicText: prefixOf(publicKind) + toBase64(concat(publicKey, checksum), urlAlphabet),
    };
  },
};

async function importEd25519(
  format: string,
  key: Uint8Array,
  extractable: boolean,
  usage: string,
): Promise<CryptoKey> {
  try {
    return await subtle().importKey(format, key, "Ed25519", extractable, [usage]);
  } catch {
    throw new ConfigError(
      "Ed25519 is not in this WebCrypto: Node 20, Chrome 137, Safari 17, Firefox 129 or later",
    );
  }
}

const hkdf = (info: Uint8Array): object => ({
  name: "HKDF",
  hash: "SHA-256",
  salt: utf8(label),
  info,
});

const firstFour = (bytes: Uint8Array): number => bigEndian(bytes, 0, 4);

/** Returns the first four bytes of a hash of a key: its checksum, or its id. */
async function shortHash(word: string, key: Uint8Array): Promise<Uint8Array> {
  const message = pae(utf8(label + " " + word), key);
  return new Uint8Array(await subtle().digest("SHA-256", message)).slice(0, 4);
}

const publicID = async (key: Uint8Array): Promise<number> =>
  firstFour(await shortHash("kid", key));

/** Returns why a root key or seed must not be used: it was not drawn at random. */
function weakSecret(key: Uint8Array): string | undefined {
  if (new Set(key).size <= 16) {
    return "constant key: its bytes are not random; make one with typeseal keygen";
  }
  if (key.every((byte) => 0x20 <= byte && byte <= 0x7e)) {
    return "printable key: it looks like a pass phrase; make one with typeseal keygen";
  }
  return key.every((byte, i) => byte === i)
    ? "key made by counting: its bytes are not random; make one with typeseal keygen"
    : undefined;
}

/** Returns why a public key must not be used: others could make signatures that verify. */
function weakPublic(key: Uint8Array): string | undefined {
  const p = 2n ** 255n - 19n;
  const little = key.reduceRight((n, byte) => (n << 8n) | BigInt(byte), 0n);
  const y = BigInt.asUintN(255, little);
  const square = (y * y) % p;
  // -x^2 + y^2 = 1 + d x^2 y^2 with d = -121665/121666. So x^2 is u/v, which is a square if and
  // only if u v is one. The exponent is even, so that the sign of u v does not matter.
  const u = 121666n * (square - 1n);
  const v = 121666n - 121665n * square;
  // Points of order 1 and 2 have x = 0, of order 4 y = 0, and of order 8 x^2 = -y^2.
  const isSmall = u % p === 0n || y === 0n || (v * square + u) % p === 0n;
  let power = 1n;
  for (let exponent = (p - 1n) / 2n, base = (u * v) % p; exponent > 0n; exponent >>= 1n) {
    power = exponent & 1n ? (power * base) % p : power;
    base = (base * base) % p;
  }
  return y >= p || isSmall || power !== 1n
    ? "weak public key: not a point of the curve, of small order, or not in canonical form; " +
        "copy it again from its owner"
    : undefined;
}

const anyKey = /^typeseal_(key|sec|pub)_v1_/;

const prefixOf = ({ short }: Kind): string => "typeseal_" + short + "_v1_";

/** For tests. Reads the text of a key. It throws a text that says why the key is refused. */
export async function readKey(kind: Kind, text: string): Promise<Key> {
  const prefix = prefixOf(kind);
  if (!text.startsWith(prefix)) {
    throw anyKey.test(text)
      ? "a key of another kind; " + kind.name + " keys begin with " + prefix
      : "not a typeseal key; make one with typeseal keygen";
  }
  const bytes = fromBase64(text.slice(prefix.length), urlValues) ?? none;
  const key = bytes.slice(0, 32);
  if (bytes.length !== 36 || !isEqual(await shortHash(kind.short, key), bytes.slice(32))) {
    throw "mistyped or cut key: its checksum does not match; copy all of it again";
  }
  const weakness = kind.weakness(key);
  if (weakness) {
    throw weakness;
  }
  return newKey(await kind.load(key), undefined);
}

/** For tests. Reads a ring: KEYS.md. Errors name the line. */
export async function readRing(kind: Kind, text: string): Promise<Ring> {
  const fault = (what: unknown, line = 0): unknown =>
    typeof what === "string"
      ? new ConfigError(kind.ring + ": " + (line ? "line " + line + ": " : "") + what)
      : what;
  if (typeof text !== "string") {
    throw fault("want a string, got " + kindOf(text));
  }
  if (text.length > 65536 || utf8(text).length > 65536) {
    throw fault("the text is longer than 64 KiB; remove comments or old keys");
  }
  const keys: Key[] = [];
  const cutoffs: Cutoff[] = [];
  const numbers: number[] = []; // of the keys' lines
  // One expression for the whole text takes linear time: /[ \t]+$/ would try at every blank.
  const word = kind.alone?.exec(text)?.[1];
  for (const [i, line] of (word ? [word] : linesOf(text)).entries()) {
    try {
      const read = await (word ? readKey(kind, word) : readLine(kind, line));
      if (read && "before" in read) {
        cutoffs.push(read);
      } else if (read) {
        keys.push(read);
        numbers.push(i + 1);
      }
    } catch (what) {
      throw fault(likelyFault(text, line, what), word ? 0 : i + 1);
    }
  }
  if (!word) {
    checkKeys(kind, keys, (what, i = -1) => fault(what, numbers[i]));
  }
  return { kind, keys, cutoffs };
}

const newKey = (loaded: Loaded, state: Standing | undefined): Key => ({
  ...loaded,
  state,
  owners: new WeakMap(),
});

/** Checks the keys of a ring as a whole. */
function checkKeys(
  kind: Kind,
  keys: readonly Key[],
  fault: (what: string, index?: number) => unknown,
): void {
  if (keys.length === 0) {
    throw fault("the text has no key; make one with typeseal keygen");
  }
  if (keys.length > 64) {
    throw fault("the text has more than 64 keys; remove retired ones");
  }
  if (keys.length === 1) {
    keys[0]!.state ??= kind.lone;
  }
  const isPrimary = (key: Key): boolean => key.state === "primary";
  keys.forEach((key, i) => {
    const before = keys.slice(0, i);
    if (!key.state) {
      const states = "write primary, accepted, retired or revoked";
      throw fault("no state before one of several keys; " + states, i);
    }
    if (before.some((other) => other.id === key.id)) {
      throw fault("a second key with the same id; remove one of them", i);
    }
    if (isPrimary(key) && kind.lone !== "primary") {
      throw fault("a public key cannot mint; write accepted instead of primary", i);
    }
    if (isPrimary(key) && before.some(isPrimary)) {
      throw fault("a second primary key; make one of them accepted", i);
    }
  });
  if (kind.lone === "primary" && !keys.some(isPrimary)) {
    throw fault("the text has no primary key; write primary before the key that mints");
  }
}

/** Splits a ring at LF, CR LF and semicolons, but not at a semicolon in a binding. */
function linesOf(text: string): string[] {
  const lines: string[] = [];
  const next =
    /([ \t]*cutoff[ \t]+[^ \t\n;#][^ \t\n;]*[ \t]+binding[ \t]+"(?:[^"\\\n]|\\[^\n])*")?[^\n;]*/y;
  for (let start = 0; start <= text.length; start = next.lastIndex + 1) {
    next.lastIndex = start;
    const line = next.exec(text)![0];
    lines.push(text[next.lastIndex] === "\n" ? line.replace(/\r$/, "") : line);
  }
  return lines;
}

/** Reads a line. It throws a text that says why the line is refused. */
async function readLine(kind: Kind, line: string): Promise<Key | Cutoff | undefined> {
  if (line.includes("\r")) {
    throw "a carriage return without a line feed; end lines with LF or CRLF";
  }
  if (!isWellFormed(line)) {
    throw "not UTF-8; save the text as UTF-8";
  }
  const words = wordsOf(line);
  const first = words[0];
  if (first === undefined) {
    return undefined;
  }
  if (first === "cutoff") {
    return readCutoff(line);
  }
  const state = /^(primary|accepted|retired|revoked)$/.test(first)
    ? (first as Standing)
    : undefined;
  const [text = "", ...attributes] = state ? words.slice(1) : words;
  if (!state && attributes.length > 0 && !anyKey.test(text)) {
    throw "unknown state; write primary, accepted, retired or revoked before the key";
  }
  const key = await readKey(kind, text);
  key.state = state;
  for (const attribute of attributes) {
    readAttribute(key, attribute);
  }
  return key;
}

/** Reads what follows a key. */
function readAttribute(key: Key, attribute: string): void {
  if (!attribute.includes("=")) {
    throw "too many words; write a state, a key and perhaps since=, and # before a comment";
  }
  if (!attribute.startsWith("since=")) {
    throw "unknown attribute; only since=2026-11-28T10:00:00Z may follow a key";
  }
  if (key.since !== undefined) {
    throw "since twice; remove one of them";
  }
  const since = instantOf(attribute.slice(6));
  if (since === undefined) {
    throw "bad instant; write since=2026-11-28T10:00:00Z, in UTC";
  }
  key.since = since;
}

/** Returns the words before a comment. */
function wordsOf(line: string): string[] {
  return line.replace(/(^|[ \t])#.*/s, "").match(/[^ \t]+/g) ?? [];
}

/** Returns the Unix seconds of a text like 2006-01-02T15:04:05Z from 1970 on. */
function instantOf(text: string): number | undefined {
  const seconds = secondsOfText(text);
  return seconds !== undefined && seconds >= 0 ? seconds : undefined;
}

function readCutoff(line: string): Cutoff {
  const [, instant = "", rest = ""] = /^[ \t]*cutoff[ \t]+([^ \t]+)(.*)/s.exec(line) ?? [];
  const before = instantOf(instant);
  const match = cutoffScope.exec(rest);
  if (before === undefined || !match) {
    throw badCutoff;
  }
  if (!(before <= now() + skew)) {
    throw (
      "a cutoff in the future would revoke all tokens until then; " +
      "write an instant that has passed"
    );
  }
  const [, salt, binding] = match;
  return {
    before,
    ...(salt !== undefined && { salt }),
    ...(binding !== undefined && { binding: bindingOf(binding) }),
  };
}

/** Perhaps a salt, or a binding, and perhaps a comment. */
const cutoffScope =
  /^(?:[ \t]+(?:salt[ \t]+([a-z0-9][a-z0-9._/-]{0,63})|binding[ \t]+("(?:[^"\\\n]|\\[^\n])*")))?([ \t]+#.*|[ \t]*)$/s;

const badCutoff =
  "bad cutoff; write cutoff 2026-11-22T10:00:00Z, and after it nothing, " +
  "or salt and a salt, or binding and a JSON string";

/** Reads a string of JSON. Of strings, JSON.parse accepts those of CODEC.md and surrogates. */
function bindingOf(quoted: string): string {
  try {
    const binding: unknown = JSON.parse(quoted);
    if (typeof binding === "string" && isWellFormed(binding)) {
      return binding;
    }
  } catch {
    // refused below
  }
  throw badCutoff;
}

/** Returns why a line is refused: what often happens to rings that are copied, or else what. */
function likelyFault(text: string, line: string, what: unknown): unknown {
  const words = wordsOf(line).slice(0, 2);
  const zeros = text.split("\0").length - 1;
  if (text.startsWith("\ufffd\ufffd") || zeros > text.length / 4) {
    return "UTF-16; save the text as UTF-8";
  }
  if (line.startsWith("\ufeff")) {
    return "a byte order mark; save the text as UTF-8 without one";
  }
  if (words.some((word) => /^["'`“”„‘’«»]|["'`“”„‘’«»]$/.test(word))) {
    return "quotes around a key or a line; remove them";
  }
  return words.some((word) => word.includes("\\n"))
    ? "a backslash and an n, which end no line; write a semicolon instead"
    : what;
}

/** The views of keys and rings. They are not properties, so that nothing can print them. */
const views: WeakMap<object, View> = /* @__PURE__ */ new WeakMap();

/** What keys and rings share: however they are printed, they show key ids and states. */
class Keys {
  constructor() {
    showAs(this, () => this.toString());
  }

  toString(): string {
    const keys = views.get(this)?.keys ?? [];
    const list = keys.map((key) => idText(key.id) + (key.state ? " " + key.state : ""));
    return "typeseal keys: " + list.join(", ");
  }

  toJSON(): string {
    return this.toString();
  }
}

const idText = (id: number): string => id.toString(16).padStart(8, "0");

function handle<K extends object>(keys: K, ring: Ring, realm: string): K {
  views.set(keys, { ...ring, realm });
  return keys;
}

/** Gives the keys of a view to a handle for another realm. */
function inRealm<K extends object>(keys: K, of: object, realm: string): K {
  const view = views.get(of);
  if (!view) {
    throw new ConfigError(noKeys);
  }
  const ring = { ...view, keys: view.keys.map((key) => newKey(key, key.state)) };
  return handle(keys, ring, textOption(realm, "the realm"));
}

const noKeys = "no key, or a key of another kind than the type's";

/**
 * Root keys, which mint and open signed and sealed tokens. A Keyring never changes. Keep it: it
 * caches what it derives for each type.
 */
export class Keyring extends Keys {
  /** Makes different kinds of keys different types. */
  declare private readonly kind: "root";

  /** Reads a ring, as KEYS.md has it. Rejects with ConfigError. */
  static async parse(text: string): Promise<Keyring> {
    return handle(new Keyring(), await readRing(rootKind, text), "");
  }

  /** Returns a ring of the same keys for another realm: a deployment or a tenant. Keep it too. */
  withRealm(realm: string): Keyring {
    return inRealm(new Keyring(), this, realm);
  }
}

/** Ed25519 public keys, which open public tokens. A PublicKeyring never changes. */
export class PublicKeyring extends Keys {
  declare private readonly kind: "public";

  /** Reads a ring, as KEYS.md has it. Rejects with ConfigError. */
  static async parse(text: string): Promise<PublicKeyring> {
    return handle(new PublicKeyring(), await readRing(publicKind, text), "");
  }

  /** Returns a ring of the same keys for another realm: a deployment or a tenant. */
  withRealm(realm: string): PublicKeyring {
    return inRealm(new PublicKeyring(), this, realm);
  }
}

/** An Ed25519 private key, or a ring of them of which the primary key signs public tokens. */
export class SigningKey extends Keys {
  declare private readonly kind: "signing";

  /** Reads a signing key or a ring of them, as KEYS.md has it. Rejects with ConfigError. */
  static async parse(text: string): Promise<SigningKey> {
    return handle(new SigningKey(), await readRing(signingKind, text), "");
  }

  /** Returns the same key for another realm: a deployment or a tenant. */
  withRealm(realm: string): SigningKey {
    return inRealm(new SigningKey(), this, realm);
  }

  /** Returns the text of the public key of the key that signs, for a public ring. */
  publicKey(): string {
    return primaryOf(viewOf(this, "signing")).publicText!;
  }
}

/** Returns the view of keys of one kind. */
function viewOf(keys: unknown, kind: string): View {
  const view = views.get(keys as object);
  if (view?.kind.name !== kind) {
    throw new ConfigError(noKeys);
  }
  return view;
}

/** Returns the key that mints. */
const primaryOf = ({ keys }: View): Key => keys.find((key) => key.state === "primary") ?? keys[0]!;

// Protections.

/** How tokens of one kind are protected. */
export interface Protection {
  /** The names of the kinds of keys that mint and that open. */
  readonly mints: string;
  readonly opens: string;
  readonly fmt: number;
  /** The size of the tag in bytes. */
  readonly tag: number;
  /** The size of the nonce in bytes. If it is not 0, the content is encrypted. */
  readonly nonce: number;
  /** Returns the parts of what the tag covers that come before the header. */
  readonly domain?: (owner: Owner) => readonly Uint8Array[];
  readonly sign: (owner: Owner, message: Uint8Array) => Promise<Uint8Array>;
  readonly verify: (owner: Owner, message: Uint8Array, tag: Uint8Array) => Promise<boolean>;
  /** Encrypts or decrypts a content. Without it, the content is in clear. */
  readonly crypt?: (owner: Owner, nonce: Uint8Array, data: Uint8Array) => Promise<Uint8Array>;
}

/** A key that mints or opens tokens of a policy. Each realm has keys of its own. */
interface Owner {
  readonly key: Key;
  readonly policy: AnyPolicy;
  /** The realm, the salt and the codec. */
  readonly context: readonly Uint8Array[];
  /** Derived keys by use. A promise that rejects is taken out. */
  readonly subkeys: Map<string, Promise<CryptoKey>>;
}

function ownerOf({ realm }: View, key: Key, policy: AnyPolicy): Owner {
  let owner = key.owners.get(policy);
  if (!owner) {
    const context = [realm, policy.salt, policy.codec.name].map(utf8);
    owner = { key, policy, context, subkeys: new Map() };
    key.owners.set(policy, owner);
  }
  return owner;
}

function macProtection(
  fmt: number,
  tag: number,
  use: string,
  nonce: number,
  crypt?: Protection["crypt"],
): Protection {
  const mac = (owner: Owner, message: Uint8Array): Promise<Uint8Array> =>
    hmac(owner, use, message, tag);
  return {
    mints: "root",
    opens: "root",
    fmt,
    tag,
    nonce,
    sign: mac,
    verify: async (owner, message, given) => isEqual(await mac(owner, message), given),
    ...(crypt && { crypt }),
  };
}

/** Signed: everyone can read tokens, holders of the key can make and verify them. */
export const signed: Protection = /* @__PURE__ */ macProtection(0x11, 16, "sign", 0);

/** Sealed: only holders of the key can read, make and verify tokens. */
export const sealed: Protection = /* @__PURE__ */ macProtection(0x12, 32, "seal tag", 16, encrypt);

async function encrypt(owner: Owner, nonce: Uint8Array, data: Uint8Array): Promise<Uint8Array> {
  const key = await subkey(owner, "seal enc", { name: "AES-CTR", length: 256 });
  const algorithm = { name: "AES-CTR", counter: nonce, length: 128 };
  return new Uint8Array(await subtle().encrypt(algorithm, key, data));
}

/** Public: everyone can read and verify tokens, holders of the signing key can make them. */
export const ed25519: Protection = {
  mints: "signing",
  opens: "public",
  fmt: 0x13,
  tag: 64,
  nonce: 0,
  domain: ({ context }) => [publicLabel, ...context],
  sign: async ({ key }, message) =>
    new Uint8Array(await subtle().sign("Ed25519", key.secret, message)),
  verify: ({ key }, message, tag) => subtle().verify("Ed25519", key.secret, tag, message),
};

const publicLabel: Uint8Array = /* @__PURE__ */ utf8(label + " public");

const macKey = { name: "HMAC", hash: "SHA-256", length: 256 };

/** Returns the first bytes of the HMAC with a subkey. */
async function hmac(
  owner: Owner,
  use: string,
  message: Uint8Array,
  size: number,
): Promise<Uint8Array> {
  const key = await subkey(owner, use, macKey);
  return new Uint8Array(await subtle().sign("HMAC", key, message), 0, size);
}

/** Returns a subkey, by its use in FORMAT.md section 2. It is derived at the first call. */
function subkey({ key, context, subkeys }: Owner, use: string, type: object): Promise<CryptoKey> {
  let derived = subkeys.get(use);
  if (!derived) {
    const info = pae(utf8(use), ...context);
    const usage = type === macKey ? "sign" : "encrypt";
    derived = subtle().deriveKey(hkdf(info), key.secret, type, false, [usage]);
    subkeys.set(use, derived);
    derived.catch(() => subkeys.delete(use));
  }
  return derived;
}

// Policies.

/** For emitted code. What the directive of a type says about its tokens. */
export interface Policy<T, S = never> {
  readonly protection: Protection;
  readonly codec: Decoder;
  readonly salt: string;
  readonly prefix: string;
  /** Seconds, or Infinity. */
  readonly maxAge: number;
  /** Of a token, in characters. */
  readonly maxSize: number;
  /** Whether tokens are single-use. */
  readonly once?: boolean;
  /** For how many seconds after the first use a single-use token is accepted again. */
  readonly grace?: number;
  /** The version of the payload that callers see, and the one that is minted. */
  readonly version: number;
  readonly mint: number;
  readonly payload: Shape<T>;
  /** The payloads of other versions that are accepted. */
  readonly former?: { readonly [version: number]: Shape<any> };
  /** How payloads of former versions become ones that callers see. */
  readonly upgrades?: Upgrades;
  /** The versions of which payloads are downgraded until they have the version that is minted. */
  readonly downgrades?: readonly number[];
  /** What tokens are bound to. */
  readonly state?: State<S>;
}

/** For emitted code. A policy of tokens that are minted here. */
export interface MintPolicy<T, S = never> extends Policy<T, S> {
  readonly codec: Codec;
}

type AnyPolicy = Policy<any, any>;

/** Returns the payload of a version, or undefined if it is not accepted. */
function payloadOf(policy: AnyPolicy, version: number): Type<unknown> | undefined {
  return version === policy.version ? policy.payload : policy.former?.[version];
}

export interface MintOptions {
  /**
   * Values that are not in the token, such as "session:" and an id. Opening requires the same
   * values in the same order. A value that is undefined is an error, not a token without it.
   */
  readonly boundTo?: string | readonly string[];
  /** The life of this token in whole seconds, which is at most that of its type. */
  readonly ttl?: number;
}

export interface OpenOptions {
  /** The values that the token was bound to. */
  readonly boundTo?: string | readonly string[];
}

export interface RedeemOptions extends OpenOptions {
  /** 16 random bytes, with which the store may accept the same call again. */
  readonly claim?: Uint8Array;
}

/** Functions from the payload of one version to that of another, by the version they begin with. */
export interface Steps {
  readonly [from: number]: (payload: any) => unknown;
}

type Step = (payload: unknown) => unknown;

/** Returns what makes a payload of a version one of the version that callers see. */
type Upgrades = (steps: unknown) => (payload: unknown, version: number) => unknown;

/** For emitted code. Old payloads are upgraded from each of the versions to the next one. */
/* @__NO_SIDE_EFFECTS__ */
export function upgrades(...versions: readonly number[]): Upgrades {
  return (option) => {
    const steps = stepsOption(option, versions);
    return (payload, version) => {
      try {
        return steps.reduce((old, step, i) => (versions[i]! >= version ? step(old) : old), payload);
      } catch (error) {
        throw callersError(error, "payload");
      }
    };
  };
}

/**
 * Returns a copy of options, which may be those of a class. Names that are not among the known ones
 * are mistyped.
 */
function optionsOf(options: unknown, ...known: string[]): { readonly [name: string]: unknown } {
  if ((options !== undefined && typeof options !== "object") || options === null) {
    throw new ConfigError("want an object of options, got " + kindOf(options));
  }
  const all = options ?? {};
  if (Object.keys(all).some((name) => !known.includes(name))) {
    throw new ConfigError("an unknown option; known here: " + known.join(", "));
  }
  const given: { [name: string]: unknown } = Object.create(null);
  for (const name of known) {
    if (hasProperty(all, name)) {
      given[name] = all[name];
    }
  }
  return given;
}

/** Returns the bindings. Only a missing option means none: undefined may be a lost session. */
function bindingsOption(given: { readonly [name: string]: unknown }): readonly string[] {
  const bound = "boundTo" in given ? given["boundTo"] : [];
  const list: readonly unknown[] = Array.isArray(bound) ? Array.from(bound) : [bound];
  return list.map((binding) => textOption(binding, "a binding"));
}

/** Returns the functions that convert payloads of the versions. */
function stepsOption(steps: unknown, versions: readonly number[] = []): readonly Step[] {
  return versions.map((from) => {
    const step: unknown = (steps as Steps | null | undefined)?.[from];
    if (typeof step !== "function") {
      throw new ConfigError("no function to convert payloads of version " + from);
    }
    return step as Step;
  });
}

function textOption(value: unknown, name: string): string {
  if (typeof value !== "string" || !isWellFormed(value)) {
    throw new ConfigError(name + " is not a string, or has a lone surrogate");
  }
  return value;
}

function ttlOption(policy: AnyPolicy, ttl: unknown): number | undefined {
  const most = Math.min(policy.maxAge, 2 ** 32 - 1);
  if (ttl === undefined) {
    return undefined;
  }
  if (typeof ttl !== "number" || !Number.isInteger(ttl) || ttl < 1 || ttl > most) {
    throw new ConfigError("ttl is not a whole number of seconds from 1 to max-age");
  }
  return ttl;
}

function claimOption(claim: unknown): Uint8Array {
  if (claim === undefined) {
    return new Uint8Array(16);
  }
  if (!isBytes(claim) || claim.length !== 16 || claim.every((byte) => byte === 0)) {
    throw new ConfigError("the claim is not 16 random bytes; read it from crypto.getRandomValues");
  }
  return new Uint8Array(claim);
}

// Flags of the header.

const flagTTL = 0x80;
const flagID = 0x40;
const flagState = 0x20;

const headerSize = 11;
const stateSize = 8;
const idSize = 16;

/** How many seconds in the future tokens may be issued. */
const skew = 60;

/** Returns Unix seconds. */
const now = (): number => Math.floor(Date.now() / 1000);

/** The largest payload that is inflated. */
const payloadLimit = (policy: AnyPolicy): number => 16 * policy.maxSize;

// States.

/** What tokens are bound to, but do not contain. */
export interface State<S> {
  /** Returns s1 .. sk-1 of FORMAT.md. */
  readonly strings: (state: S) => readonly Uint8Array[];
  /** Returns the state tag. message is what the token's tag covers, in clear and without it. */
  readonly tag: (
    owner: Owner,
    header: Uint8Array,
    strings: readonly Uint8Array[],
    message: Uint8Array,
  ) => Promise<Uint8Array>;
  /** Does step 9: rejects unless the state that is loaded has the given tag. */
  readonly check: <T>(
    owner: Owner,
    header: Uint8Array,
    load: Load<T, S>,
    payload: T,
    message: Uint8Array,
    given: Uint8Array,
  ) => Promise<void>;
}

/** A state with the values of a struct. */
/* @__NO_SIDE_EFFECTS__ */
export function state<S>(shape: Shape<S>): State<S> {
  const strings = (value: S, fault: (what: string) => Error): readonly Uint8Array[] => {
    const to = new StateWriter(fault);
    shape.write(to, value);
    return to.strings;
  };
  const tag: State<S>["tag"] = (owner, header, parts, message) =>
    hmac(owner, "state", pae(header, ...parts, message), stateSize);
  return {
    strings: (value) => strings(value, (what) => new MintError("the state: " + what)),
    tag,
    async check(owner, header, load, payload, message, given) {
      let value: S;
      try {
        value = await load(payload);
      } catch (error) {
        throw callersError(error, "stale");
      }
      const fault = (what: string): Error => new ConfigError("the state that was loaded: " + what);
      if (!isEqual(await tag(owner, header, strings(value, fault), message), given)) {
        throw new InvalidToken("stale");
      }
    },
  };
}

/** Collects the strings of a state, s1 .. sk-1 of FORMAT.md. */
class StateWriter extends Writer {
  readonly strings: Uint8Array[] = [];

  readonly #failed: (what: string) => Error;

  constructor(failed: (what: string) => Error) {
    super();
    this.#failed = failed;
  }

  override fault(what: string): Error {
    return this.#failed(this.place() + what);
  }

  private add(value: unknown): void {
    this.strings.push(utf8(String(value)));
  }

  bool(value: boolean): void {
    this.add(value);
  }

  integer(value: bigint): void {
    this.add(value);
  }

  text(value: string): void {
    this.add(value);
  }

  bytes(value: Uint8Array): void {
    this.strings.push(new Uint8Array(value));
  }

  time(epochNanoseconds: bigint): void {
    this.add(timeText(epochNanoseconds));
  }

  struct(_size: number): void {}

  // States have no other types.
  null(): void {}
  float(_value: number): void {}
  array(_value: Uint8Array): void {}
  list(_size: number): void {}
  map(_size: number): void {}

  compare(): number {
    return 0;
  }
}

/** Text of a state: a string, or the bytes of one. It is written as it is, and never read. */
export const stateText: Type<string | Uint8Array> = {
  read: refuse,
  write: (to, value) =>
    isBytes(value) ? bytes().write(to, value) : string().write(to, value as string),
};

/** An integer of a state, of any size. */
export const stateInteger: Type<bigint> = {
  read: refuse,
  write(to, value) {
    to.want(value, "bigint", "a bigint");
    to.integer(value);
  },
};

// Minting.

/** The parts of a token that do not depend on keys or policy. */
export interface Stamp {
  readonly version: number;
  /** Unix seconds. */
  readonly issuedAt: number;
  readonly ttl?: number | undefined;
  readonly id?: Uint8Array | undefined;
  readonly nonce: Uint8Array;
}

/** For emitted code. Returns a token that contains payload, minted with the ring's primary key. */
export async function mint<T, S>(
  policy: MintPolicy<T, S>,
  keys: Keyring | SigningKey,
  payload: T,
  options?: MintOptions,
  state?: S,
): Promise<string> {
  viewOf(keys, policy.protection.mints);
  const given = optionsOf(options, "boundTo", "ttl", "downgrade");
  const bindings = bindingsOption(given);
  const ttl = ttlOption(policy, given["ttl"]);
  const steps = stepsOption(given["downgrade"], policy.downgrades);
  // All that the caller gave is read before the first await, so that it cannot change meanwhile.
  const value = downgraded(payload, steps);
  const encoded = policy.codec.encode(payloadOf(policy, policy.mint)!, value, payloadLimit(policy));
  const strings = policy.state?.strings(state as S);
  const stamp = newStamp(policy, ttl);
  const bytes = encoded instanceof Uint8Array ? encoded : await encoded;
  return await assemble(policy, keys, stamp, bindings, strings, bytes);
}

function downgraded(payload: unknown, steps: readonly Step[]): unknown {
  try {
    return steps.reduce((newer, step) => step(newer), payload);
  } catch (error) {
    throw callersError(error);
  }
}

function newStamp(policy: AnyPolicy, ttl: number | undefined): Stamp {
  const issuedAt = now();
  if (!(issuedAt >= 0 && issuedAt < 2 ** 40)) {
    throw new MintError("the clock is outside the years 1970 to 36812");
  }
  const { once, maxAge, mint: version, protection } = policy;
  return {
    version,
    issuedAt,
    // The token itself says how long a store must remember it, even if max-age is raised later.
    ttl: once ? (ttl ?? maxAge) : ttl,
    id: once && !protection.nonce ? random(idSize) : undefined,
    nonce: protection.nonce ? random(protection.nonce) : none,
  };
}

/** For emitted code and tests. Returns the token with these parts: FORMAT.md sections 3 and 4. */
export async function assemble(
  policy: AnyPolicy,
  keys: Keyring | SigningKey,
  stamp: Stamp,
  bindings: readonly string[],
  strings: readonly Uint8Array[] | undefined,
  payload: Uint8Array,
): Promise<string> {
  const { protection, prefix, maxSize, state } = policy;
  const view = viewOf(keys, protection.mints);
  const owner = ownerOf(view, primaryOf(view), policy);
  const { ttl, id, nonce } = stamp;
  const time = new Uint8Array(ttl === undefined ? 0 : 4);
  setBigEndian(time, 0, ttl ?? 0, time.length);
  const stateAt = time.length + (id ? idSize : 0);
  const content = concat(time, id ?? none, state ? new Uint8Array(stateSize) : none, payload);
  const wireSize = headerSize + nonce.length + content.length + protection.tag;
  if (prefix.length + Math.ceil((wireSize * 4) / 3) > maxSize) {
    throw new MintError("the token is longer than max-size");
  }
  const flags =
    stamp.version | (ttl === undefined ? 0 : flagTTL) | (id ? flagID : 0) | (state ? flagState : 0);
  const header = new Uint8Array(headerSize);
  header[0] = protection.fmt;
  header[1] = flags;
  setBigEndian(header, 2, owner.key.id, 4);
  setBigEndian(header, 6, stamp.issuedAt, 5);
  const cover = (body: Uint8Array): Uint8Array => covered(owner, header, bindings, nonce, body);
  if (state) {
    content.set(await state.tag(owner, header, strings!, cover(content)), stateAt);
  }
  const body = protection.crypt ? await protection.crypt(owner, nonce, content) : content;
  const tag = await protection.sign(owner, cover(body));
  const wire = concat(header.slice(1), nonce, body, tag, header.slice(0, 1));
  return prefix + toBase64(wire, urlAlphabet);
}

const noBindings: Uint8Array = /* @__PURE__ */ pae();

/** Returns what the tag or signature covers, or the state tag for a content in clear. */
function covered(
  owner: Owner,
  header: Uint8Array,
  bindings: readonly string[],
  nonce: Uint8Array,
  body: Uint8Array,
): Uint8Array {
  const a = bindings.length > 0 ? pae(...bindings.map(utf8)) : noBindings;
  const domain = owner.policy.protection.domain?.(owner) ?? [];
  return pae(...domain, header, a, ...(nonce.length > 0 ? [nonce] : []), body);
}

// Opening.

/** The function that loads the state that a token is bound to, for a payload that is authentic. */
export type Load<T, S> = (payload: T) => S | Promise<S>;

/** For emitted code. Returns the payload of a token. It does not redeem a single-use token. */
export async function open<T, S>(
  policy: Policy<T, S>,
  keys: Keyring | PublicKeyring,
  token: string,
  options?: OpenOptions,
  load?: Load<T, S>,
): Promise<T> {
  const given = optionsOf(options, "boundTo", "upgrade");
  const { payload } = await check(policy, keys, token, given, load);
  return payload;
}

/** One attempt to redeem a token. */
export interface Use {
  /** The salt of the type. A record is identified by salt and id. */
  readonly salt: string;
  /** The token's id, 16 bytes. */
  readonly id: Uint8Array;
  /** The option claim, or 16 zeros. */
  readonly claim: Uint8Array;
  /** Unix seconds. */
  readonly issuedAt: number;
  /** Unix seconds: the last second in which the token is valid by its TTL. */
  readonly expiresAt: number;
  /** For how many seconds after the first use the type accepts the token again, or 0. */
  readonly grace: number;
}

/**
 * Remembers which single-use tokens were redeemed. consume makes the record of the first use,
 * unless there is one, and keeps it for an hour after expiresAt. It returns whether this call may
 * go on: it made the record, or the record has its claim, which is not zero, or is at most grace
 * seconds old by the store's own clock. Of simultaneous calls, only one may make the record.
 *
 * A store for tests:
 *
 *     const used = new Map<string, string>();
 *     const store: Store = {
 *       async consume({ salt, id, claim }) {
 *         const key = `${salt} ${id}`;
 *         const first = !used.has(key);
 *         if (first) used.set(key, String(claim));
 *         return first || (claim.some(Boolean) && used.get(key) === String(claim));
 *       },
 *     };
 */
export interface Store {
  consume(use: Use): Promise<boolean>;
}

/** For emitted code. Returns the payload of a single-use token that it redeemed. */
export async function redeem<T, S>(
  policy: Policy<T, S>,
  keys: Keyring | PublicKeyring,
  store: Store,
  token: string,
  options?: RedeemOptions,
  load?: Load<T, S>,
): Promise<T> {
  if (typeof (store as Store | null | undefined)?.consume !== "function") {
    throw new ConfigError("no store");
  }
  const given = optionsOf(options, "boundTo", "upgrade", "claim");
  const claim = claimOption(given["claim"]);
  const { payload, issuedAt, ttl, id } = await check(policy, keys, token, given, load);
  const { salt, grace = 0 } = policy;
  const use = { salt, id, claim, issuedAt, expiresAt: issuedAt + ttl!, grace };
  let first: unknown;
  try {
    first = await store.consume(use);
  } catch (error) {
    throw new StoreError(error);
  }
  if (first !== true) {
    throw new InvalidToken("used");
  }
  return payload;
}

/** The parts of a token, after step 1. Step 4 decrypts and splits the content. */
interface Parts extends Stamp {
  readonly keyID: number;
  readonly header: Uint8Array;
  readonly flags: number;
  /** What the tag covers: E in a sealed token. */
  readonly body: Uint8Array;
  readonly tag: Uint8Array;
}

/** What opening and redeeming need of a token. */
interface Checked<T> {
  readonly payload: T;
  readonly issuedAt: number;
  readonly ttl: number | undefined;
  readonly id: Uint8Array;
}

/** Does the steps of FORMAT.md section 5, but for step 10. */
async function check<T, S>(
  policy: Policy<T, S>,
  keys: unknown,
  token: unknown,
  given: { readonly [name: string]: unknown },
  load: Load<T, S> | undefined,
): Promise<Checked<T>> {
  const { protection } = policy;
  const bindings = bindingsOption(given);
  const upgrade = policy.upgrades?.(given["upgrade"]);
  const view = viewOf(keys, protection.opens);
  if (policy.state && typeof load !== "function") {
    throw new ConfigError("no function that loads the state");
  }
  const parts = split(policy, token); // step 1
  const key = find(policy, view, token as string, parts.keyID); // step 2
  const owner = ownerOf(view, key, policy);
  const cover = (body: Uint8Array): Uint8Array =>
    covered(owner, parts.header, bindings, parts.nonce, body);
  if (!(await protection.verify(owner, cover(parts.body), parts.tag))) {
    throw new InvalidToken("forged"); // step 3
  }
  const { crypt } = protection;
  const content = crypt ? await crypt(owner, parts.nonce, parts.body) : parts.body;
  const { ttl, id, state, payload } = splitContent(policy, parts.flags, content); // step 4
  const { version, issuedAt } = parts;
  const shape = payloadOf(policy, version);
  if (!shape) {
    throw new InvalidToken("version"); // step 5
  }
  const clock = now();
  if (!(issuedAt <= clock + skew)) {
    throw new InvalidToken("not_yet_valid"); // step 6
  }
  if (isRevoked(policy, view, issuedAt, bindings)) {
    throw new InvalidToken("revoked"); // step 6a
  }
  const life = Math.min(policy.maxAge, ttl ?? Infinity);
  const expired = !(clock - issuedAt <= life); // step 7
  let value: T;
  try {
    value = decode(policy, shape, payload) as T; // step 8
    value = upgrade ? (upgrade(value, version) as T) : value;
  } catch (error) {
    throw expired ? new InvalidToken("expired") : error;
  }
  if (expired) {
    throw new ExpiredToken(policy, value, issuedAt, issuedAt + life);
  }
  if (policy.state) {
    const at = content.length - payload.length - stateSize;
    const message = cover(content.slice().fill(0, at, at + stateSize));
    await policy.state.check(owner, parts.header, load!, value, message, state!); // step 9
  }
  return { payload: value, issuedAt, ttl, id: id ?? parts.nonce };
}

/** Step 1. */
function split(policy: AnyPolicy, token: unknown): Parts {
  const { protection, prefix, maxSize } = policy;
  const wire =
    typeof token === "string" && token.length <= maxSize && token.startsWith(prefix)
      ? fromBase64(token.slice(prefix.length), urlValues)
      : undefined;
  const start = headerSize - 1;
  const end = wire ? wire.length - 1 - protection.tag : -1;
  const body = start + protection.nonce;
  const flags = wire?.[0] ?? 0;
  if (!wire || end < body || wire[wire.length - 1] !== protection.fmt) {
    malformed();
  }
  if (protection.nonce && flags & flagID) {
    malformed();
  }
  return {
    header: concat(wire.slice(-1), wire.slice(0, start)),
    flags,
    version: flags & 31,
    keyID: bigEndian(wire, 1, 4),
    issuedAt: bigEndian(wire, 5, 5),
    nonce: wire.slice(start, body),
    body: wire.slice(body, end),
    tag: wire.slice(end, -1),
  };
}

/** Step 2. */
function find(policy: AnyPolicy, view: View, token: string, id: number): Key {
  const key = view.keys.find((candidate) => candidate.id === id);
  if (key?.state === "primary" || key?.state === "accepted") {
    return key;
  }
  // The second of two prefixes may be valid base64, and look like a key id.
  if (token.startsWith(policy.prefix, policy.prefix.length)) {
    malformed();
  }
  throw new InvalidToken("unknown_key", key?.state as "retired" | "revoked" | undefined);
}

interface Content {
  readonly ttl: number | undefined;
  readonly id: Uint8Array | undefined;
  readonly state: Uint8Array | undefined;
  readonly payload: Uint8Array;
}

/** Step 4, after decryption. */
function splitContent(policy: AnyPolicy, flags: number, content: Uint8Array): Content {
  let at = 0;
  const part = (flag: number, size: number): Uint8Array | undefined => {
    if (!(flags & flag)) {
      return undefined;
    }
    at += size;
    return at <= content.length ? content.slice(at - size, at) : malformed();
  };
  const time = part(flagTTL, 4);
  const id = part(flagID, idSize);
  const state = part(flagState, stateSize);
  const ttl = time && firstFour(time);
  const hasID = id !== undefined || policy.protection.nonce > 0;
  const lacksPart = policy.once && (ttl === undefined || !hasID);
  if (ttl === 0 || lacksPart || !state !== !policy.state) {
    malformed();
  }
  return { ttl, id, state, payload: content.slice(at) };
}

function malformed(): never {
  throw new InvalidToken("malformed");
}

/** Step 6a. */
function isRevoked(
  policy: AnyPolicy,
  view: View,
  issuedAt: number,
  bindings: readonly string[],
): boolean {
  return view.cutoffs.some(
    ({ before, salt, binding }) =>
      issuedAt < before &&
      (salt === undefined || salt === policy.salt) &&
      (binding === undefined || bindings.includes(binding)),
  );
}

/** Step 8, before upgrades. */
function decode(policy: AnyPolicy, shape: Type<unknown>, payload: Uint8Array): unknown {
  try {
    return policy.codec.decode(shape, payload, payloadLimit(policy));
  } catch {
    throw new InvalidToken("payload");
  }
}
