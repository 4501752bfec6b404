// Answers many questions in any runtime. Browsers, Node and Deno fetch them from a server, which the
// page comes from or the command line names, and post the answers there. A Worker is posted the
// questions.

import { answer } from "./answer.ts";

declare const globalThis: {
  readonly location?: { readonly origin: string };
  readonly process?: { readonly argv: readonly string[] };
};

async function answers(questions: string): Promise<string> {
  const list: string[] = [];
  for (const line of questions.trimEnd().split("\n")) {
    list.push(JSON.stringify(await answer(JSON.parse(line))));
  }
  return list.join("\n");
}

async function exchange(server: string): Promise<void> {
  try {
    const questions = await fetch(server + "/questions");
    const body = await answers(await questions.text());
    await fetch(server + "/answers", { method: "POST", body });
  } catch (error) {
    await fetch(server + "/failure", { method: "POST", body: String(error) });
  }
}

export default {
  async fetch(request: Request): Promise<Response> {
    return new Response(await answers(await request.text()));
  },
};

const server = globalThis.location?.origin ?? globalThis.process?.argv[2];
if (server !== undefined) {
  await exchange(server);
}
