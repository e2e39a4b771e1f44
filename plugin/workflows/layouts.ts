// How the folders of AgentOS's three generations differ, as a table; a project keeps the one that it has.

export type Generation = 1 | 2 | 3

export interface Layout {
  generation: Generation
  /** The folder in the project that holds all of it. */
  root: string
  /** Files of `product/`, in the order in which they are written. */
  product: readonly string[]
  /** Those of them that not each project of the generation has; a product with all others needs none of these. */
  productOptional: readonly string[]
  /** What a specification must have in its folder, in the order in which it is written. */
  spec: readonly string[]
  /** The file with which a specification is whole enough to be carried out. */
  specEnds: string
  /** What it may have besides. */
  specWhenNeeded: readonly string[]
  /** Whether the names of specifications hold the time of day, too. */
  timed: boolean
}

export const LAYOUTS: Readonly<Record<Generation, Layout>> = {
  1: {
    generation: 1,
    root: ".agent-os",
    product: ["mission.md", "mission-lite.md", "tech-stack.md", "decisions.md", "roadmap.md"],
    productOptional: ["mission-lite.md", "decisions.md"],
    spec: ["spec.md", "spec-lite.md", "sub-specs/technical-spec.md", "tasks.md"],
    specEnds: "tasks.md",
    specWhenNeeded: ["sub-specs/database-schema.md", "sub-specs/api-spec.md"],
    timed: false,
  },
  2: {
    generation: 2,
    root: "agent-os",
    product: ["mission.md", "tech-stack.md", "roadmap.md"],
    productOptional: [],
    spec: ["planning/requirements.md", "spec.md", "tasks.md"],
    specEnds: "tasks.md",
    specWhenNeeded: [],
    timed: false,
  },
  3: {
    generation: 3,
    root: "agent-os",
    product: ["mission.md", "tech-stack.md", "roadmap.md"],
    productOptional: [],
    spec: ["shape.md", "plan.md", "tasks.md"],
    specEnds: "plan.md", // AgentOS itself writes no tasks.md there
    specWhenNeeded: ["standards.md", "references.md"],
    timed: true,
  },
}

/** "2026-11-28-1430-" */
export function datePrefix({ timed }: Layout, at: Date): string {
  const two = (part: number) => String(part).padStart(2, "0")
  const day = [at.getFullYear(), two(at.getMonth() + 1), two(at.getDate())].join("-")
  return timed ? `${day}-${two(at.getHours())}${two(at.getMinutes())}-` : `${day}-`
}
