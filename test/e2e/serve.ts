// A real `opencode serve` for several projects, asked over HTTP.
import { join } from "node:path"
import { CHECKOUT, type Sandbox } from "./sandbox.ts"

export interface Served {
  server: Bun.Subprocess
  base: string
}

export interface Answer {
  error?: { name: string; data?: { message?: string } }
}

export async function serve(box: Sandbox): Promise<Served> {
  const command = [join(CHECKOUT, "node_modules", ".bin", "opencode"), "serve", "--port", "0"]
  const server = Bun.spawn(command, {
    cwd: box.project,
    env: box.env,
    stdin: "ignore",
    stdout: "pipe",
    stderr: "ignore",
  })
  let said = ""
  for await (const chunk of server.stdout.pipeThrough(new TextDecoderStream())) {
    said += chunk
    const base = /http:\/\/127\.0\.0\.1:\d+/.exec(said)?.[0]
    if (base) return { server, base }
  }
  throw new Error(`opencode serve ended before it listened: ${said}`)
}

/** One ask in a new session of the project in this folder. @returns the last message's facts. */
export async function ask(base: string, directory: string, text = "do the work"): Promise<Answer> {
  const post = async <T>(path: string, body: unknown): Promise<T> => {
    const answer = await fetch(`${base}${path}?directory=${encodeURIComponent(directory)}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    })
    return (await answer.json()) as T
  }
  const session = await post<{ id: string }>("/session", { title: "asked" })
  const { info } = await post<{ info: Answer }>(`/session/${session.id}/message`, {
    parts: [{ type: "text", text }],
  })
  return info
}
