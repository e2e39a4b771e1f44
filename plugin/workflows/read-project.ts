// Reads a project's AgentOS folder from the disk: once for each command, so that it is as it is now.
import { join } from "node:path"
import { parse } from "yaml"
import * as z from "zod"
import { LAYOUTS, type Layout } from "./layouts.ts"
import type { Project, Spec, Standard } from "./project.ts"
import { readDelivery } from "./read-delivery.ts"
import { readGit } from "./read-git.ts"
import { type Inside, readInside } from "./read-inside.ts"
import { recognise } from "./recognise.ts"

export interface ProjectPlace {
  /** The project's root directory. */
  project: string
  home: string
}

const MOST_SPECS = 60
const MOST_STANDARDS = 120

/** A project without AgentOS is read as a new one, of the first generation. */
export function readProject({ project, home }: ProjectPlace): Project {
  const layout = layoutOf(project)
  const inside = readInside(join(project, (layout ?? LAYOUTS[1]).root), project)
  const paths = layout && inside ? inside.list() : []
  const read = (path: string) => (paths.includes(path) ? (inside?.read(path) ?? "") : "")
  const chosen = layout ?? LAYOUTS[1]
  const own = standardsIn(inside, chosen.root)
  return {
    layout: chosen,
    exists: layout !== undefined,
    product: chosen.product.filter((file) => read(`product/${file}`).trim() !== ""),
    roadmap: read("product/roadmap.md"),
    specs: specsOf(paths, read),
    standards: own.length > 0 ? own : baseStandards(chosen, home),
    ...surroundings(
      project,
      paths.map((path) => `${chosen.root}/${path}`),
    ),
  }
}

export function layoutOf(project: string): Layout | undefined {
  const [dotted, plain] = [LAYOUTS[1], LAYOUTS[2]].map(({ root }) => readInside(join(project, root), project))
  return recognise({
    dotted: dotted?.list("", 3),
    plain: plain?.list("", 3),
    config: plain?.read("config.yml"),
  })
}

function specsOf(paths: readonly string[], read: (path: string) => string): Spec[] {
  const inSpecs = paths.flatMap((path) => /^specs\/([^/]+)\/(.+)$/.exec(path)?.slice(1, 3) ?? [])
  const byName = new Map<string, string[]>()
  for (let at = 0; at < inSpecs.length; at += 2) {
    const name = inSpecs[at] ?? ""
    byName.set(name, [...(byName.get(name) ?? []), inSpecs[at + 1] ?? ""])
  }
  const names = [...byName.keys()].toSorted().slice(-MOST_SPECS)
  return names.map((name) => {
    const files = (byName.get(name) ?? []).filter((file) => read(`specs/${name}/${file}`).trim() !== "")
    return { name, files, tasks: files.includes("tasks.md") ? read(`specs/${name}/tasks.md`) : undefined }
  })
}

function standardsIn(inside: Inside | undefined, root: string): Standard[] {
  if (!inside) return []
  const descriptions = descriptionsOf(inside.read("standards/index.yml"))
  const files = inside.list("standards").filter((path) => path.endsWith(".md"))
  return files.slice(0, MOST_STANDARDS).map((path) => {
    const name = path.replace(/^standards\//, "").replace(/\.md$/, "")
    return {
      path: `${root}/${path}`,
      description: descriptions.get(name) ?? "",
      text: inside.read(path) ?? "",
    }
  })
}

/** The first generation kept a person's standards in their home for all projects that had none of their own. */
function baseStandards({ generation }: Layout, home: string): Standard[] {
  const base = join(home, LAYOUTS[1].root)
  return generation === 1 ? standardsIn(readInside(base, home), `~/${LAYOUTS[1].root}`) : []
}

/** Folder -> file -> description; in "root" those at the top. */
const indexSchema = z.record(
  z.string(),
  z
    .record(z.string(), z.object({ description: z.string() }).partial().nullable())
    .nullable()
    .catch(null),
)

/** By path without its ending. */
function descriptionsOf(text: string | undefined): Map<string, string> {
  const index = indexSchema.safeParse(yamlOf(text ?? ""))
  const entries = Object.entries(index.data ?? {}).flatMap(([folder, files]) =>
    Object.entries(files ?? {}).map(([file, about]) => {
      const name = folder === "root" ? file : `${folder}/${file}`
      return [name, about?.description ?? ""] as const
    }),
  )
  return new Map(entries)
}

function yamlOf(text: string): unknown {
  try {
    return parse(text, { maxAliasCount: 0 })
  } catch {
    return undefined
  }
}

/** Where projects say how their work goes out. */
const TELLING = ["docs", ".github/workflows", "scripts"]

function surroundings(project: string, own: string[]): Pick<Project, "delivery" | "branch"> {
  const root = readInside(project, project)
  const { branch, config } = readGit(project)
  const top = root?.list("", 1) ?? []
  const told = TELLING.flatMap((folder) => root?.list(folder, 1) ?? [])
  return {
    branch,
    delivery: readDelivery({
      paths: [...top, ...told, ...own.filter((path) => /\/(standards|instructions)\//.test(path))],
      manifest: root?.read("package.json"),
      makefile: root?.read("Makefile") ?? root?.read("justfile"),
      gitConfig: config,
    }),
  }
}
