// Uses of emitted types. A line that ends with "// error" must not compile, and all others must.

import {
  Instant,
  InvalidToken,
  Invite,
  Keyring,
  Licence,
  Order,
  PasswordReset,
  PublicKeyring,
  Reset,
  SigningKey,
  StoreError,
} from "./index.js";
import type { OrderV1, OrderV2, Reason, ResetState, Store } from "./index.js";

declare const keys: Keyring;
declare const publicKeys: PublicKeyring;
declare const signingKey: SigningKey;
declare const store: Store;
declare const token: string;
declare const state: ResetState;
declare const anInstant: { readonly epochNanoseconds: bigint }; // such as a Temporal.Instant

export async function readme(text: string): Promise<string> {
  const ring = await Keyring.parse(text);
  const minted: string = await PasswordReset.sign(ring, { uid: 42n, email: "ana@example.com" });
  const { uid, email } = await PasswordReset.verify(ring.withRealm("eu"), minted);
  const big: bigint = uid;
  return email + big;
}

// Keys of another kind.
PasswordReset.sign(publicKeys, { uid: 42n, email: "" }); // error
PasswordReset.verify(publicKeys, token); // error
PasswordReset.verify(signingKey, token); // error
Licence.sign(keys, { seats: 1 }); // error
Licence.sign(signingKey, { seats: 1 });
Licence.sign(publicKeys, { seats: 1 }); // error
Licence.verify(keys, token); // error
Licence.verify(signingKey, token); // error
Licence.verify(publicKeys, token);
PasswordReset.verify("typeseal_key_v1_", token); // error
PasswordReset.verify({}, token); // error

// Payloads.
PasswordReset.sign(keys, { uid: 42n }); // error
PasswordReset.sign(keys, { uid: 42, email: "" }); // error
PasswordReset.sign(keys, { uid: 42n, email: null }); // error
PasswordReset.sign(keys, { uid: 42n, email: undefined }); // error
PasswordReset.sign(keys, { uid: 42n, email: "", admin: true }); // error
Licence.sign(signingKey, { seats: 1n }); // error
export async function fields(): Promise<void> {
  const reset = await PasswordReset.verify(keys, token);
  reset.email = "eve@example.com"; // error
  reset.admin; // error
  const small: number = reset.uid; // error
  void small;
}

// Options.
PasswordReset.sign(keys, { uid: 42n, email: "" }, { ttl: 60, boundTo: ["session:1", "path:/"] });
PasswordReset.sign(keys, { uid: 42n, email: "" }, { ttl: "60" }); // error
PasswordReset.sign(keys, { uid: 42n, email: "" }, { claim: new Uint8Array(16) }); // error
PasswordReset.verify(keys, token, { boundTo: "session:1" });
PasswordReset.verify(keys, token, { boundto: "session:1" }); // error
PasswordReset.verify(keys, token, { boundTo: 1 }); // error
PasswordReset.verify(keys, token, { ttl: 60 }); // error
PasswordReset.verify(keys); // error

// Single use.
Invite.verify(keys, token); // error
Invite.open(keys, token); // error
Invite.peek(keys, token);
Invite.redeem(keys, token); // error
Invite.redeem(keys, store, token, { claim: new Uint8Array(16), boundTo: "a" });
Invite.redeem(keys, { consume: () => true }, token); // error
Invite.redeem(keys, { consume: async ({ id, salt }) => id.length > salt.length }, token);
PasswordReset.redeem(keys, store, token); // error

// State.
Reset.sign(keys, { uid: 42n }); // error
Reset.sign(keys, { uid: 42n }, { passwordHash: "" }); // error
Reset.sign(keys, { uid: 42n }, { ...state, failures: 1 }); // error
Reset.sign(keys, { uid: 42n }, { ...state, passwordHash: new Uint8Array(8), failures: 1n });
Reset.sign(keys, { uid: 42n }, { ...state, seen: new Date() }); // error
Reset.sign(keys, { uid: 42n }, { ...state, seen: Instant.from(new Date()) });
Reset.sign(keys, { uid: 42n }, { ...state, seen: anInstant });
Reset.peek(keys, token); // error
Reset.peek(keys, token, { boundTo: "a" }); // error
Reset.peek(keys, token, () => state, { boundTo: "a" });
Reset.redeem(keys, store, token, async ({ uid }) => ({ ...state, failures: uid }));
Reset.redeem(keys, store, token, () => undefined); // error

// Versions.
const upgrade = {
  1: ({ number }: OrderV1): OrderV2 => ({ number, Buyer: { Name: "" } }),
  2: ({ number, Buyer: { Name } }: OrderV2): Order => ({
    number: BigInt(number),
    buyer: { Name, City: "" },
  }),
};
const downgrade = { 4: (o: Order): OrderV2 => ({ number: Number(o.number), Buyer: o.buyer }) };
declare const order: Order;
Order.verify(keys, token); // error
Order.verify(keys, token, { upgrade });
Order.verify(keys, token, { upgrade: { 1: upgrade[1] } }); // error
Order.verify(keys, token, { upgrade: { 1: upgrade[2], 2: upgrade[2] } }); // error
Order.verify(keys, token, { upgrade, downgrade }); // error
Order.sign(keys, order); // error
Order.sign(keys, order, { downgrade });
Order.sign(keys, order, { downgrade: {} }); // error
Order.seal(keys, order);

// Errors.
export async function errors(): Promise<string> {
  try {
    await PasswordReset.verify(keys, token);
  } catch (error) {
    if (PasswordReset.isExpired(error)) {
      const late: number = error.expiredAt;
      return error.payload.email + late;
    }
    if (error instanceof InvalidToken) {
      const reason: Reason = error.reason;
      error.payload; // error
      const other: Reason = "used up"; // error
      void other;
      return error.reason === "unknown_key" && error.revokedKey ? "revoked" : reason;
    }
    if (error instanceof StoreError) {
      return error.message;
    }
    throw error;
  }
  return "";
}
keys.kind; // error
