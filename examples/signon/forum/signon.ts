// Signing in at the forum by a token of another site. The paths are those of ../site.go.
//
// signon takes a Request and returns a Response, or undefined if the path is not one of its own.
// So it fits every server. server.ts has an adapter for node:http and Express. Next.js needs none:
//
//   export const middleware = async (request: NextRequest) =>
//     (await signon(site, request)) ?? NextResponse.next();

import { InvalidToken, Keyring, Session, StoreError, Visit, type Store } from "./tokens/index.ts";

export interface Site {
  readonly name: string;
  /** Of all sites, by their names. They come from the configuration, never from a request. */
  readonly origins: ReadonlyMap<string, string>;
  readonly keys: Keyring;
  readonly store: Store;
}

export async function signon(site: Site, request: Request): Promise<Response | undefined> {
  const { pathname, searchParams } = new URL(request.url);
  switch (`${request.method} ${pathname}`) {
    case "GET /enter":
      return enter(site, searchParams);
    case "GET /visit":
      return visit(site, request, searchParams);
    case "GET /arrive":
      return arrive(site, request, searchParams);
  }
  return undefined;
}

/** Returns the session of a request, or undefined if its user is not signed in. */
export async function sessionOf(site: Site, request: Request): Promise<Session | undefined> {
  const name = site.name + "-session";
  try {
    return await Session.open(site.keys, cookie(request, name), { boundTo: "cookie:" + name });
  } catch (error) {
    if (error instanceof InvalidToken) return undefined;
    throw error;
  }
}

/** Sends the browser to the site where its user is signed in. */
async function enter(site: Site, query: URLSearchParams): Promise<Response> {
  const origin = site.origins.get(query.get("from") ?? "");
  if (origin === undefined) return text(404, "no such site");
  const secret = crypto.randomUUID() + crypto.randomUUID();
  const to = new URLSearchParams({ to: site.name, arrival: await hash(secret) });
  return redirect(`${origin}/visit?${to}`, arrivalCookie(site, secret, 60));
}

/** Sends the browser, with a token, to the site that it came from. */
async function visit(site: Site, request: Request, query: URLSearchParams): Promise<Response> {
  const session = await sessionOf(site, request);
  if (session === undefined) return redirect("/");
  const origin = site.origins.get(query.get("to") ?? "");
  if (origin === undefined) return text(404, "no such site");
  const { user, name } = session;
  const boundTo = bindings(origin, query.get("arrival") ?? "");
  const token = await Visit.seal(site.keys, { user, name }, { boundTo });
  return redirect(`${origin}/arrive?token=${token}`);
}

/** Redeems the token and starts a session, which has nothing to do with the token's life. */
async function arrive(site: Site, request: Request, query: URLSearchParams): Promise<Response> {
  const secret = cookie(request, site.name + "-arrival");
  const boundTo = bindings(site.origins.get(site.name)!, await hash(secret));
  try {
    const visit = await Visit.redeem(site.keys, site.store, query.get("token") ?? "", { boundTo });
    const name = site.name + "-session";
    const session = await Session.seal(site.keys, visit, { boundTo: "cookie:" + name });
    const lasting = setCookie(site, name, session, "/", 86_400);
    return redirect("/", lasting, arrivalCookie(site, "", 0));
  } catch (error) {
    if (error instanceof InvalidToken) return text(403, "this link is not valid; please go back");
    if (error instanceof StoreError) return text(503, "please try again");
    throw error;
  }
}

/** What all tokens are bound to: the site that they are for, and the browser. */
const bindings = (to: string, arrival: string): string[] => ["to:" + to, "arrival:" + arrival];

async function hash(secret: string): Promise<string> {
  const sum = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(secret));
  return Array.from(new Uint8Array(sum), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function cookie(request: Request, name: string): string {
  const pairs = (request.headers.get("Cookie") ?? "").split("; ");
  const found = pairs.find((pair) => pair.startsWith(name + "="));
  return found?.slice(name.length + 1) ?? "";
}

const arrivalCookie = (site: Site, secret: string, seconds: number): string =>
  setCookie(site, site.name + "-arrival", secret, "/arrive", seconds);

function setCookie(site: Site, name: string, value: string, path: string, seconds: number): string {
  const secure = site.origins.get(site.name)!.startsWith("https:") ? "; Secure" : "";
  return `${name}=${value}; Path=${path}; Max-Age=${seconds}; HttpOnly; SameSite=Lax${secure}`;
}

function redirect(location: string, ...cookies: string[]): Response {
  const headers = new Headers({ Location: location, "Cache-Control": "no-store" });
  headers.set("Referrer-Policy", "no-referrer");
  cookies.forEach((value) => headers.append("Set-Cookie", value));
  return new Response(null, { status: 303, headers });
}

const text = (status: number, message: string): Response =>
  new Response(`forum: ${message}\n`, { status });
