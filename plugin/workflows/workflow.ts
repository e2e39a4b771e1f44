// What one workflow command is: its name, its instructions, its tier, and what the project's files say of its work.
import type { Project } from "./project.ts"

export interface Workflow {
  /** Without the slash. */
  name: string
  description: string
  /** What a model is told to do, as Markdown; the same for each generation of AgentOS. */
  template: string
  /** "plan": the tier for plans and specifications. "classified": as hard as the task itself. */
  tier: "plan" | "classified"
  /** Standards that such a step mostly needs, by path. */
  standards: RegExp
  stand: (project: Project, by: AskedOf) => Stand
}

export interface AskedOf {
  /** What the person wrote behind the command. */
  words: string
  at: Date
  /** The subagent that runs checks on the cheap tier, where there is one. */
  checker: string | undefined
}

/** Where things stand. */
export interface Stand {
  /** What is asked, in plain words: what the classifier reads and what a person sees. */
  ask: string
  /** Sentences and lists for the model. */
  lines: string[]
  /** Files that are to be there when the step is done, from the project's root; what becomes of them keeps it open. */
  due: (project: Project) => string[]
}
