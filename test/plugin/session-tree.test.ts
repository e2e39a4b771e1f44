// Every session counts in its root's budget, however deep, and also when it is continued from an earlier run.
import { describe, expect, test } from "bun:test"
import { SessionTree } from "../../plugin/session-tree.ts"
import { fakeClient, sessionEvent } from "./sample-opencode.ts"

describe("the root of a session", () => {
  test("of a grandchild is its grandparent, from events alone", async () => {
    const fake = fakeClient()
    const tree = new SessionTree(fake.client)
    tree.note(sessionEvent("root"))
    tree.note(sessionEvent("child", "root"))
    tree.note(sessionEvent("grandchild", "child"))
    expect(await Promise.all(["root", "child", "grandchild"].map((id) => tree.rootOf(id)))).toEqual([
      "root",
      "root",
      "root",
    ])
    expect(fake.asked).toEqual([])
  })

  test("of a continued session is asked for, each session once", async () => {
    const fake = fakeClient()
    fake.parents.set("grandchild", "child").set("child", "root").set("root", undefined)
    const tree = new SessionTree(fake.client)
    expect(await tree.rootOf("grandchild")).toBe("root")
    expect(await tree.rootOf("grandchild")).toBe("root")
    expect(fake.asked).toEqual(["grandchild", "child", "root"])
  })

  test("of a session that nobody knows is itself", async () => {
    expect(await new SessionTree(fakeClient().client).rootOf("lost")).toBe("lost")
  })

  test("of a session that is its own parent is itself", async () => {
    const tree = new SessionTree(fakeClient().client)
    tree.note(sessionEvent("odd", "odd"))
    expect(await tree.rootOf("odd")).toBe("odd")
  })
})

test("a session that was deleted is forgotten, and of one that came back is asked", async () => {
  const fake = fakeClient()
  fake.parents.set("child", "other")
  const tree = new SessionTree(fake.client)
  tree.note(sessionEvent("child", "root"))
  tree.noteAgent("child", "explore")
  tree.note({ ...sessionEvent("child", "root"), type: "session.deleted" } as Parameters<typeof tree.note>[0])
  expect(tree.agentOf("child")).toBe("")
  expect(await tree.rootOf("child")).toBe("other")
})

describe("the turn of a call", () => {
  test("is the person's message that the root session works on, for subagents of any depth", async () => {
    const tree = new SessionTree(fakeClient().client)
    tree.note(sessionEvent("root"))
    tree.note(sessionEvent("child", "root"))
    tree.note(sessionEvent("grandchild", "child"))
    expect(await tree.turnOf("root", "msg_1")).toBe("msg_1")
    expect(await tree.turnOf("child", "msg_2")).toBe("msg_1")
    expect(await tree.turnOf("grandchild", "msg_3")).toBe("msg_1")
    expect(await tree.turnOf("root", "msg_4")).toBe("msg_4")
    expect(await tree.turnOf("child", "msg_5")).toBe("msg_4")
  })

  test("stays the same when OpenCode goes on by itself, as after a compaction", async () => {
    const tree = new SessionTree(fakeClient().client)
    tree.note(sessionEvent("root"))
    tree.note(sessionEvent("child", "root"))
    tree.noteSaid("root", "msg_1")
    expect(await tree.turnOf("root", "msg_1")).toBe("msg_1")
    expect(await tree.turnOf("root", "msg_compaction")).toBe("msg_1")
    expect(await tree.turnOf("child", "msg_task")).toBe("msg_1")
    tree.noteSaid("root", "msg_2") // typed while the first is still at work
    expect(await tree.turnOf("root", "msg_1")).toBe("msg_1")
    expect(await tree.turnOf("root", "msg_2")).toBe("msg_2")
    expect(await tree.turnOf("child", "msg_task")).toBe("msg_2")
  })

  test("is its own message where its root made no call in this process", async () => {
    const fake = fakeClient()
    fake.parents.set("child", "root").set("root", undefined)
    expect(await new SessionTree(fake.client).turnOf("child", "msg_1")).toBe("msg_1")
  })
})

test("the agent of a session is the last that worked, not the one that named or summed it up", () => {
  const tree = new SessionTree(fakeClient().client)
  expect(tree.agentOf("ses_1")).toBe("")
  for (const agent of ["build", "title", "plan", "summary"]) tree.noteAgent("ses_1", agent)
  expect(tree.agentOf("ses_1")).toBe("plan")
})
