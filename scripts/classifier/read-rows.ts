// The labelled asks that the classifier is trained and measured on: clean one-liners, asks to agents, and our own.
import { join } from "node:path"
import * as z from "zod"
import { CLASSES, type TaskClass } from "../../config/index.ts"

export interface Row {
  id: string
  prompt: string
  class: TaskClass
  /** Every class that counts as right. */
  accept: TaskClass[]
}

const rowSchema = z.object({
  id: z.string(),
  prompt: z.string(),
  class: z.enum(CLASSES),
  accept: z.array(z.enum(CLASSES)).optional(),
})

export interface RowSets {
  /** classes-train.jsonl and classes-dev.jsonl: one-line asks, by CommonstackAI/UncommonRoute (MIT). */
  cleanTrain: Row[]
  cleanDev: Row[]
  /** real-dev.jsonl: what people typed to coding agents, labelled by two readers. */
  real: Row[]
  /** own-asks.txt: written for this project. */
  own: Row[]
}

/** @param folder where the three files of routing data are */
export async function readRowSets(folder: string): Promise<RowSets> {
  const [cleanTrain, cleanDev, real, own] = await Promise.all([
    readRows(join(folder, "classes-train.jsonl")),
    readRows(join(folder, "classes-dev.jsonl")),
    readRows(join(folder, "real-dev.jsonl")),
    readOwn(join(import.meta.dir, "own-asks.txt")),
  ])
  return { cleanTrain, cleanDev, real, own }
}

async function readRows(path: string): Promise<Row[]> {
  const lines = (await Bun.file(path).text()).split("\n").filter((line) => line.trim() !== "")
  return lines.map((line) => {
    const row = rowSchema.parse(JSON.parse(line))
    return { ...row, accept: row.accept ?? [row.class] }
  })
}

/** A class as a heading, then one ask a line; `\n` stands for a new line. */
async function readOwn(path: string): Promise<Row[]> {
  let heading: TaskClass = "simple"
  const rows: Row[] = []
  for (const line of (await Bun.file(path).text()).split("\n")) {
    const found = CLASSES.find((each) => line === `# ${each}`)
    if (found) heading = found
    else if (line !== "" && !line.startsWith("## "))
      rows.push({
        id: `own${rows.length}`,
        prompt: line.replaceAll("\\n", "\n"),
        class: heading,
        accept: [heading],
      })
  }
  return rows
}
