// Models read neither a slash command nor its answer; the rest of the conversation stays as it is.
import { expect, test } from "bun:test"
import type { Hooks } from "@opencode-ai/plugin"
import { commandMark } from "../../../config/index.ts"
import { forgetCommands } from "../../../plugin/commands/forget-commands.ts"

type Messages = Parameters<NonNullable<Hooks["experimental.chat.messages.transform"]>>[1]["messages"]

function message(role: "user" | "assistant", id: string, given: { parent?: string; mark?: string } = {}) {
  const metadata = given.mark === undefined ? {} : { metadata: commandMark(given.mark) }
  return { info: { role, id, parentID: given.parent }, parts: [{ type: "text", text: id, ...metadata }] }
}
const command = (id: string) => message("user", id, { mark: "nonce" })
const answer = (id: string, parent: string) => message("assistant", id, { parent, mark: "answer" })
const ask = (id: string) => message("user", id)
const said = (id: string, parent: string) => message("assistant", id, { parent })

function left(...messages: ReturnType<typeof message>[]): string[] {
  const list = messages as unknown as Messages
  forgetCommands(list)
  return list.map(({ info }) => info.id)
}

test("an answered command is gone with its answer, wherever it stood", () => {
  expect(left(command("c"), answer("ca", "c"), ask("a"))).toEqual(["a"])
  expect(left(ask("a"), said("s", "a"), command("c"), answer("ca", "c"), ask("b"))).toEqual(["a", "s", "b"])
})

test("work that a command interrupted goes on as if nothing had been said", () => {
  expect(left(ask("a"), said("tool", "a"), command("c"), answer("ca", "c"))).toEqual(["a", "tool"])
  // and what the model says from then on answers the command's message in OpenCode's eyes
  const further = [ask("a"), said("tool", "a"), command("c"), answer("ca", "c"), said("more", "c")]
  expect(left(...further)).toEqual(["a", "tool", "more"])
})

test("the one that is to be answered now stays, an older one without an answer does not", () => {
  expect(left(ask("a"), said("s", "a"), command("c1"), command("c2"))).toEqual(["a", "s", "c2"])
  expect(left(command("c1"), ask("a"))).toEqual(["a"])
})

test("a conversation of nothing else is left alone: a call needs a message", () => {
  expect(left(command("c"), answer("ca", "c"))).toEqual(["c", "ca"])
})

test("a conversation without commands stays the very same", () => {
  expect(left(ask("a"), said("s", "a"), ask("b"))).toEqual(["a", "s", "b"])
})
