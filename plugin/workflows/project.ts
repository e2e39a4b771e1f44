// What a project's AgentOS folder holds, as data for the workflows: read by read-project.ts, judged by all others.
import type { Layout } from "./layouts.ts"

export interface Project {
  layout: Layout
  /** Whether the folder is there; else `layout` is what a new project gets. */
  exists: boolean
  /** Files of `product/` that are there and not empty. */
  product: readonly string[]
  /** The text of the roadmap. */
  roadmap: string
  /** The newest last, as their names begin with a date. */
  specs: readonly Spec[]
  standards: readonly Standard[]
  delivery: Delivery
  /** The branch that is checked out; undefined without git. */
  branch: string | undefined
}

export interface Spec {
  /** "2026-11-20-login" */
  name: string
  /** Files in its folder, from there. */
  files: readonly string[]
  /** The text of tasks.md; undefined where there is none. */
  tasks: string | undefined
}

export interface Standard {
  /** From the project's root; with ~ for the person's own ones. */
  path: string
  /** What `standards/index.yml` says of it. */
  description: string
  text: string
}

/** What says how finished work goes out. */
export interface Delivery {
  /** Documents and instructions, by path. */
  documents: readonly string[]
  /** Commands, such as "npm run deploy". */
  commands: readonly string[]
  /** Whether git knows a remote. */
  remote: boolean
}

export function pathOf({ layout }: Pick<Project, "layout">, ...parts: string[]): string {
  return [layout.root, ...parts].join("/")
}
