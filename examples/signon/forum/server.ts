// The Node site, on node:http. It needs Node 22.18 or later, which reads TypeScript.

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

import { sessionOf, signon, type Site } from "./signon.ts";
import { Keyring } from "./tokens/index.ts";
import { UsedTokens } from "./used.ts";

const origins = new Map<string, string>();
for (const name of ["account", "shop", "forum"]) {
  const origin = process.env[name.toUpperCase() + "_ORIGIN"];
  if (origin) origins.set(name, origin);
}
const site: Site = {
  name: "forum",
  origins,
  keys: await Keyring.parse(process.env["TYPESEAL_KEYS"]!),
  store: new UsedTokens(),
};

/** Is middleware of the form that Express takes: app.use(middleware). */
async function middleware(from: IncomingMessage, to: ServerResponse, next: () => unknown) {
  const response = await signon(site, toRequest(from));
  if (response === undefined) return next();
  await send(to, response);
}

async function home(from: IncomingMessage, to: ServerResponse) {
  const session = await sessionOf(site, toRequest(from));
  const others = [...origins].filter(([name]) => name !== "forum");
  const links = others.map(([name, origin]) => `<a href="${origin}/enter?from=forum">${name}</a>`);
  const text = session
    ? `<h1>forum: hello ${escape(session.name)}</h1>\n<p>${links.join("\n")}</p>`
    : `<h1>forum: please <a href="/enter?from=account">sign in</a></h1>`;
  const headers = { "Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store" };
  await send(to, new Response(`<!doctype html>\n<title>forum</title>\n${text}\n`, { headers }));
}

const escape = (text: string) => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);

function toRequest({ method, url, headers }: IncomingMessage): Request {
  const address = origins.get("forum")! + url; // never from the Host header
  return new Request(address, { method: method!, headers: { Cookie: headers.cookie ?? "" } });
}

async function send(to: ServerResponse, response: Response) {
  to.statusCode = response.status;
  response.headers.forEach((value, name) => name !== "set-cookie" && to.setHeader(name, value));
  to.setHeader("Set-Cookie", response.headers.getSetCookie());
  to.end(await response.text());
}

const server = createServer((from, to) => {
  middleware(from, to, () => home(from, to)).catch(() => to.writeHead(500).end());
});
server.listen(0, "127.0.0.1", () => console.log((server.address() as AddressInfo).port));
