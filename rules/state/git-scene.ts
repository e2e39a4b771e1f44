// A git command with the repository that it works on, as those get it who say what it would lose.
import type { Repository } from "./open-repository.ts"
import type { GitCommand } from "./read-git-command.ts"
import type { Surroundings } from "./surroundings.ts"

export interface GitScene {
  command: GitCommand
  repository: Repository
  around: Surroundings
}
