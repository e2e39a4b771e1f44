// What is lost when files are deleted, emptied or overwritten: what is in no commit, in no build, and not the session's own.
import { readdirSync, realpathSync } from "node:fs"
import { basename, dirname, join, relative } from "node:path"
import { isWithin } from "../paths/is-within.ts"
import { answerOf, together, unknown } from "./answers.ts"
import { isBuildDirectory, isBuildOutput } from "./build-output.ts"
import { expandTarget, type Found } from "./expand-target.ts"
import { findRepositories } from "./find-repositories.ts"
import { lossesIn } from "./judge-entries.ts"
import { lookAtNested } from "./look-at-nested.ts"
import { lookAtWorktree } from "./look-at-worktree.ts"
import type { Repository } from "./open-repository.ts"
import type { Answer, Loss, StateQuestion } from "./question.ts"
import { isInProject, isTemporary, type Surroundings, shownPath } from "./surroundings.ts"
import { readWorkingTree, type WorkingTree } from "./working-tree.ts"

/** Of so many paths git is asked at once; whoever names more of them is not answered. */
const MOST_PATHS = 400

export async function lookAtFiles(question: StateQuestion, around: Surroundings): Promise<Answer> {
  const answers: Answer[] = []
  const touched = new Map<string, Found>()
  for (const effect of question.effects) {
    const expanded = expandTarget(effect, question.context.home)
    if (expanded === undefined && !effect.adds) answers.push(unknown("which files those are can not be told"))
    for (const found of effect.adds ? [] : (expanded ?? [])) {
      // A directory that is not deleted as a tree stays, or is empty.
      if (found.isDirectory && !effect.recursive) continue
      touched.set(found.path, found)
    }
  }
  if (touched.size > MOST_PATHS) return unknown("those are too many files to look at")
  if (touched.size === 0 && answers.length === 0) return { kind: "kept", because: "there is nothing to lose" }
  const inside: Found[] = []
  for (const found of touched.values()) {
    if (isInProject(found.path, around.bounds)) inside.push(found)
    else answers.push(await lookOutside(found, around))
  }
  return together([...answers, ...(await lookInside(inside, question.strict, around))])
}

async function lookOutside({ path, isDirectory }: Found, around: Surroundings): Promise<Answer> {
  if (isTemporary(path, around.bounds)) return { kind: "kept", because: "it is in a temporary folder" }
  if (!isDirectory && around.own.isMade(path)) return { kind: "kept", because: "this session made it" }
  const own = around.bounds.project[0]
  const linked = isDirectory && own !== undefined ? await lookAtWorktree(path, own, around) : undefined
  return linked ?? { kind: "lost", losses: [{ kind: "outside", name: shownPath(path, around.bounds) }] }
}

async function lookInside(files: readonly Found[], strict: boolean, around: Surroundings): Promise<Answer[]> {
  const answers: Answer[] = []
  const nowhere: Found[] = []
  const kept = new Map<Repository, Found[]>()
  for (const found of files) {
    if (/\/\.git(\/|$)/.test(found.path)) {
      answers.push(unknown("it is git's own"))
      continue
    }
    const opened = await around.open(dirname(found.path))
    if (opened.kind === "unknown") answers.push(opened)
    else if (opened.kind === "none") nowhere.push(found)
    else kept.set(opened.repository, [...(kept.get(opened.repository) ?? []), found])
  }
  for (const [repository, its] of kept) answers.push(await lookInRepository(repository, its, strict, around))
  if (nowhere.length > 0) answers.push(lookNowhere(nowhere, around))
  for (const { path, isDirectory } of files) {
    if (!isDirectory) continue
    for (const nested of findRepositories(path)) answers.push(await lookAtNested(nested, path, around))
  }
  return answers
}

async function lookInRepository(
  repository: Repository,
  files: readonly Found[],
  strict: boolean,
  around: Surroundings,
): Promise<Answer> {
  const names = files.map(({ path }) => relative(repository.root, path))
  const tree = await readWorkingTree(repository, names, { literal: true })
  if (tree === undefined) return unknown("git did not answer in time")
  if (files.some((found) => !isKnown(found, tree, repository))) return unknown("git does not know it")
  const entries = tree.entries.map((entry) => narrowed(entry, names))
  const taken = { staged: true, unstaged: true, untracked: true, ignored: true, strict }
  const losses = lossesIn({ ...tree, entries }, repository, taken, around)
  return answerOf(losses, "it is committed, or build output")
}

/** No news from git is good news only about files that it knows. */
function isKnown(
  { path, isDirectory }: Found,
  { tracked, entries }: WorkingTree,
  { root }: Repository,
): boolean {
  const name = relative(root, path)
  if (tracked.has(name)) return true
  if (entries.some((entry) => isWithin(name, entry.path.replace(/\/$/, "")))) return true
  return isDirectory
}

/** `data/` is ignored and only `data/x.sqlite` is deleted: then that is what is looked at. */
function narrowed<T extends { path: string }>(entry: T, names: readonly string[]): T {
  if (!entry.path.endsWith("/")) return entry
  const inner = names.find(
    (name) => name !== entry.path.slice(0, -1) && isWithin(name, entry.path.slice(0, -1)),
  )
  return inner === undefined ? entry : { ...entry, path: inner }
}

/** Single files without git come and go; a tree, or many files, is somebody's work. */
const A_FEW = 3

function lookNowhere(files: readonly Found[], around: Surroundings): Answer {
  const work = files.flatMap(({ path, isDirectory }) => {
    const name = shownPath(path, around.bounds)
    if (isBuildOutput(name, { ignored: false }) || around.own.isMade(path)) return []
    return isDirectory ? workBelow(path, around) : [path]
  })
  const trees = files.some(({ isDirectory }) => isDirectory)
  if (work.length === 0 || (!trees && work.length <= A_FEW)) return { kind: "kept", because: "it is no work" }
  const losses = work.map((path): Loss => ({ kind: "nowhere", name: shownPath(path, around.bounds) }))
  return { kind: "lost", losses }
}

const MOST_NAMED = 200
const MOST_VISITED = 10_000

function workBelow(directory: string, around: Surroundings): string[] {
  const found: string[] = []
  const waiting = [realpathSync(directory)]
  let visited = 0
  for (let next = waiting.pop(); next !== undefined && found.length < MOST_NAMED; next = waiting.pop()) {
    for (const entry of readdirSync(next, { withFileTypes: true })) {
      if (++visited > MOST_VISITED) return found
      const path = join(next, entry.name)
      if (entry.isDirectory()) {
        if (!isBuildDirectory(basename(path))) waiting.push(path)
      } else if (!isBuildOutput(entry.name, { ignored: false }) && !around.own.isMade(path)) found.push(path)
    }
  }
  return found
}
