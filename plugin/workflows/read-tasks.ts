// Reads the check boxes of a tasks.md, which are all that is remembered of how far the work is. Pure.

export interface SubTask {
  /** As the file numbers it, else by its place: "2.1". */
  number: string
  title: string
  done: boolean
  blocked: boolean
}

export interface Task extends SubTask {
  subTasks: SubTask[]
}

interface Box extends SubTask {
  indent: number
}

const BOX = /^(\s*)(?:[-*+]|\d+[.)])\s+\[([ xX])\]\s*(.*)$/
const NUMBER = /^\**(\d+(?:\.\d+)*)[.):]?\**\s+/
const BLOCKED = /⚠|blocking issue:/i

export function readTasks(text: string): Task[] {
  const boxes = boxesOf(text)
  const least = Math.min(...boxes.map(({ indent }) => indent))
  const tasks: Task[] = []
  for (const { indent, ...box } of boxes) {
    const parent = tasks.at(-1)
    if (indent <= least + 1 || !parent) tasks.push({ ...numbered(box, `${tasks.length + 1}`), subTasks: [] })
    else parent.subTasks.push(numbered(box, `${parent.number}.${parent.subTasks.length + 1}`))
  }
  return tasks
}

/** A checked task with an open sub-task is not done. */
export function isDone({ done, subTasks }: Task): boolean {
  return done && subTasks.every((one) => one.done)
}

/** The first that is open and not blocked. */
export function nextTask(tasks: readonly Task[]): Task | undefined {
  return tasks.find((task) => !isDone(task) && !task.blocked)
}

/** "1.0" of the second generation is task 1. */
export function isNumber(task: Task, number: string): boolean {
  const plain = (written: string) => written.replace(/\.0$/, "")
  return plain(task.number) === plain(number)
}

function boxesOf(text: string): Box[] {
  const boxes: Box[] = []
  let fenced = false
  for (const line of text.split(/\r?\n/)) {
    if (/^\s*(```|~~~)/.test(line)) fenced = !fenced
    if (fenced) continue
    const [, space, mark, words = ""] = BOX.exec(line) ?? []
    const last = boxes.at(-1)
    if (mark !== undefined)
      boxes.push({ ...readWords(words), indent: widthOf(space ?? ""), done: mark !== " " })
    else if (last && /^\s+\S/.test(line) && BLOCKED.test(line)) last.blocked = true
  }
  return boxes
}

function readWords(words: string): Omit<Box, "indent" | "done"> {
  const [written = "", number = ""] = NUMBER.exec(words) ?? []
  return {
    number,
    title: words.slice(written.length).replace(/\*\*/g, "").trim(),
    blocked: BLOCKED.test(words),
  }
}

function numbered<One extends SubTask>(box: One, number: string): One {
  return box.number === "" ? { ...box, number } : box
}

function widthOf(space: string): number {
  return space.replaceAll("\t", "    ").length
}
