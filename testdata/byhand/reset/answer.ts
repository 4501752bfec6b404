// Answers questions about one of the two Node programs, which is the argument: one line each.

import { createInterface } from "node:readline";
import { Accounts } from "./accounts.ts";

let shift = 0; // of the clock, in milliseconds
const RealDate = Date;
globalThis.Date = class extends RealDate {
  constructor(...args: []) {
    super(...(args.length ? args : ([RealDate.now() + shift] as unknown as [])));
  }
  static override now(): number {
    return RealDate.now() + shift;
  }
} as DateConstructor;

const { link, setPassword } = await import(process.argv[2]!);
const all = new Accounts();

async function answer(question: any): Promise<string> {
  switch (question.op) {
    case "new":
      await all.setPassword({ id: question.id, passwordHash: "" }, question.password);
      return "ok";
    case "delete":
      all.delete(question.id);
      return "ok";
    case "wait":
      shift += 1000 * question.seconds;
      return "ok";
    case "link":
      return link("http://site.test", (await all.get(question.id))!);
    case "set":
      return setPassword(all, question.token, question.password).then(
        () => "ok",
        (error: Error) => error.constructor.name.replace("ExpiredToken", "InvalidToken"),
      );
    default:
      const account = await all.get(question.id);
      return account?.passwordHash === "hash of " + question.password ? "yes" : "no";
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(await answer(JSON.parse(line))));
}
