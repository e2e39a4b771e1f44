// The hands that the parts of the shell's walk lend each other; trace-command.ts puts them together.
import type { SyntaxNode } from "unbash"
import type { Effect, Execution, Trait } from "../execution.ts"
import type { JudgeContext } from "../judge-context.ts"
import type { ShellState } from "./shell-state.ts"
import type { WorkBudget } from "./work-budget.ts"

export interface MadeNames {
  /** The words a program's new name stands for; by base name, wherever the copy lies. */
  programs: Map<string, readonly string[]>
  /** The text that an alias stands for. */
  aliases: Map<string, string>
  /** Absolute path of a link to where it leads. */
  links: Map<string, string>
}

export interface Walk {
  context: JudgeContext
  budget: WorkBudget
  /** Follows a node, changing the state as the shell would.
   * @returns what it prints, UNKNOWN where that can not be told. */
  runNode(node: SyntaxNode, state: ShellState): string
  /** What process substitutions print, in their order. */
  fed: string[]
  made: MadeNames
  /** Texts that the command itself decodes. */
  decoded: Set<string>
  /** All that was reported so far. */
  reported: readonly Execution[]
  /** What may have made the input and the words of an execution. */
  madeFrom: Map<Execution, readonly Execution[]>
  /** What may have made the value of a variable. */
  valuesFrom: Map<string, readonly Execution[]>
  /** What may have made the variables that were looked up so far. */
  drawn: Execution[]
  /** What the command itself has written, by absolute path: every version. */
  written: Map<string, readonly string[]>
  /** Commands that a trap runs sometime later. */
  traps: string[]
  /** Follows every substitution inside a node that is not run itself. */
  runNested(node: SyntaxNode, state: ShellState): void
  /** Follows text that some program hands to a shell. */
  runScript(text: string, state: ShellState, origin: string): string
  /** Follows what a shell reads from a file of which the text is known. */
  runFile(path: string, state: ShellState, name: string): string
  /** Records a program's execution and follows what it executes in turn. */
  execute(argv: readonly string[], state: ShellState, origin: string): string
  report(found: { argv?: readonly string[]; effects?: Effect[]; traits?: Trait[] }, state: ShellState): void
}
