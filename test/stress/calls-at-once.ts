// Fifty sessions that call at the same time, in one process.
import { expect } from "bun:test"
import { readAnswer, type Stage } from "../provider/stage.ts"

export const FIFTY = 50

/** Each is to end with exactly this text. @returns how long each took, in milliseconds. */
export async function callsAtOnce(it: Stage, text: string): Promise<number[]> {
  const call = async (_: unknown, index: number) => {
    const startedAt = performance.now()
    const answer = await readAnswer(await it.open({ model: "cheap", session: `ses_${index}` }))
    expect(answer.error).toBeUndefined()
    expect(answer.text).toBe(text)
    return performance.now() - startedAt
  }
  return Promise.all(Array.from({ length: FIFTY }, call))
}
