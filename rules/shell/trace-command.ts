// From the text of a shell command to everything it executes and touches, without running any of it.
import { parse } from "unbash"
import type { Access, Effect, Execution } from "../execution.ts"
import { UNKNOWN } from "../execution.ts"
import type { JudgeContext } from "../judge-context.ts"
import { noteSent } from "../network/note-sent.ts"
import { addressesOf } from "../programs/addresses-of.ts"
import { downloadsOf } from "../programs/downloads-of.ts"
import { effectsOf } from "../programs/effects-of.ts"
import { type ParsedArguments, parseArguments } from "../programs/parse-arguments.ts"
import { programName } from "../programs/program-name.ts"
import { type Program, programOf, subprogramOf } from "../programs/program-table.ts"
import { requestsOf } from "../programs/requests-of.ts"
import { statementsOf } from "../programs/statements-of.ts"
import { unpackedBy } from "../programs/unpacked-by.ts"
import { execute } from "./execute.ts"
import { inTestEnvironment } from "./in-test-environment.ts"
import { killsHost } from "./kills-host.ts"
import { forgetLoadedEnvironment } from "./loads-environment.ts"
import { throughLinks } from "./made-names.ts"
import { preScan } from "./pre-scan.ts"
import { runNested, runNode } from "./run-node.ts"
import { runFed } from "./run-shell.ts"
import { noteTouched } from "./script-files.ts"
import { SETUP_TEXT } from "./setup-text.ts"
import { adopt, type ShellState } from "./shell-state.ts"
import { statementFileTexts } from "./statement-files.ts"
import { isRedirected, timingOf } from "./timing.ts"
import { Unparsable } from "./unparsable.ts"
import type { Walk } from "./walk.ts"
import { createWorkBudget } from "./work-budget.ts"

/**
 * @throws {TooComplex} when the command is larger or deeper than can be judged at once.
 * @throws {Unparsable} when there is text but no command in it.
 */
export function traceCommand(command: string, context: JudgeContext): Execution[] {
  const executions: Execution[] = []
  const walk: Walk = {
    context,
    budget: createWorkBudget(),
    fed: [],
    decoded: new Set(),
    made: { programs: new Map(), aliases: new Map(), links: new Map() },
    traps: [],
    written: new Map(),
    reported: executions,
    madeFrom: new Map(),
    valuesFrom: new Map(),
    drawn: [],
    runNode: (node, state) => runNode(node, state, walk),
    runNested: (node, state) => runNested(node, state, walk),
    runScript: (text, state, origin) => {
      const inner = { ...state, origin, depth: state.depth + 1, timing: timingOf(origin, state) }
      const output = runScript(text, inner, walk)
      adopt(state, inner)
      return output
    },
    runFile: (path, state, name) => runFed(path, state, walk, name),
    execute: (argv, state, origin) => {
      state.timing = timingOf(origin, state)
      walk.budget.spend(argv.reduce((length, word) => length + word.length, 0) / 32)
      const output = execute(argv, state, origin, walk)
      walk.budget.spend(output.length / 32)
      return output
    },
    report: (found, state) => {
      for (const cwd of state.elsewhere ?? [])
        walk.report(movedTo(cwd, found, state), { ...state, cwd, elsewhere: undefined })
      const execution = describe(found, state, walk)
      spendOnPaths(execution, walk)
      walk.budget.spend((execution.effects.length * walk.made.links.size) / 32)
      if (walk.made.links.size > 0)
        execution.effects.push(...execution.effects.flatMap((effect) => throughLinks(effect, walk.made)))
      noteSent(execution, state, walk)
      noteTraits(execution, state, context)
      executions.push(execution)
      if (execution.program === "") return
      for (const { access, target } of execution.effects)
        if (access === "write") noteTouched(execution.program, target, state, walk)
    },
  }
  preScan(command)
  const script = parse(command)
  // A tolerant parser gives what it understood, and that is judged; nothing at all may hide anything.
  if (script.commands.length === 0 && script.errors) throw new Unparsable()
  walk.budget.spend(command.length / 32)
  const state = initialState(context)
  walk.runNode(script, state)
  // A trap sees what the variables are by then; when it was set it was followed with what they were.
  for (const trap of walk.traps.splice(0)) walk.runScript(trap, state, "trap")
  // To some shells a carriage return is part of a word, to others of the line's end.
  if (command.includes("\r\n")) runScript(command.replaceAll("\r\n", "\n"), initialState(context), walk)
  forgetLoadedEnvironment(executions, command)
  return executions
}

function noteTraits(execution: Execution, state: ShellState, context: JudgeContext): void {
  const { program, arguments: parsed, traits } = execution
  if (inTestEnvironment(program, parsed, state, context.variables)) traits.push("test-environment")
  const kills = killsHost(execution, state, context)
  if (kills) traits.push(kills)
}

/** More than a path usually has. */
const USUAL_LENGTH = 256

/** Each rule reads the whole path, and `cd` after `cd` makes it ever longer. */
function spendOnPaths({ cwd, effects }: Execution, { budget }: Walk): void {
  const surplus = (text: string) => Math.max(0, text.length - USUAL_LENGTH)
  const targets = effects.reduce((length, { target }) => length + surplus(target), 0)
  budget.spend((surplus(cwd) * (1 + effects.length) + targets) / 8)
}

/** The same where the shell may stand as well. */
function movedTo(cwd: string, found: Parameters<Walk["report"]>[0], state: ShellState): typeof found {
  if (!found.effects) return found
  const effects = found.effects.map((effect) => (effect.cwd === state.cwd ? { ...effect, cwd } : effect))
  return { ...found, effects }
}

/** What a tool hands to a shell comes without parameters. */
const NO_PARAMETERS = new Map([
  ["@", ""],
  ["*", ""],
  ["0", "sh"],
])

function initialState({ cwd }: JudgeContext): ShellState {
  return {
    cwd,
    variables: new Map(NO_PARAMETERS),
    functions: new Map(),
    input: "",
    origin: "command",
    depth: 0,
  }
}

function runScript(text: string, state: ShellState, walk: Walk): string {
  walk.budget.spend(1 + text.length / 32)
  preScan(text)
  if (walk.decoded.size > 0 && walk.decoded.has(text.trim()))
    walk.report({ traits: ["input-as-script"] }, state)
  return walk.runNode(parse(text.replaceAll(SETUP_TEXT, "\n")), state)
}

function wordsOf(program: string, argv: readonly string[], { bundle }: Program): string[] {
  const first = argv[1] ?? ""
  if (first === "--" && program === "git") return argv.slice(2) // not an end of options for git itself
  return bundle && /^[A-Za-z]+$/.test(first) ? [`-${first}`, ...argv.slice(2)] : argv.slice(1)
}

/** A subcommand may have options and effects of its own: `-b name` of git checkout, the targets of git mv. */
function readArguments(program: string, spec: Program, words: readonly string[], cwd: string) {
  const parsed = parseArguments(words, spec)
  const from = spec.wraps ? cwd : movedBy(spec, parsed, cwd)
  const own = subprogramOf(program, words)
  const implied = impliedEffects(program, parsed, from)
  if (!own) return { parsed, effects: effectsOf(spec, parsed, from).concat(implied) }
  const reparsed = parseArguments(words, own.style)
  const afterSubcommand = { ...reparsed, operands: reparsed.operands.slice(own.depth) }
  return {
    parsed: reparsed,
    effects: [...effectsOf(spec, reparsed, from), ...effectsOf(own.spec, afterSubcommand, from), ...implied],
  }
}

/** `-C a -C b` is a/b. */
function movedBy({ directory }: Program, { flags }: ParsedArguments, cwd: string): string {
  if (directory.length === 0) return cwd
  return flags.reduce(
    (from, { name, value }) =>
      value === undefined || !directory.includes(name)
        ? from
        : value.startsWith("/")
          ? value
          : `${from}/${value}`,
    cwd,
  )
}

function impliedEffects(program: string, parsed: ParsedArguments, cwd: string): Effect[] {
  const implied = (access: Access) => (target: string) => ({ access, target, recursive: false, cwd })
  return [
    ...addressesOf(program, parsed).map(implied("fetch")),
    ...downloadsOf(program, parsed).map(implied("write")),
    ...unpackedBy(program, parsed).map(implied("write")),
  ]
}

function describe(found: Parameters<Walk["report"]>[0], state: ShellState, walk: Walk): Execution {
  const argv = found.argv ?? []
  const program = argv.length === 0 ? "" : programName(argv[0] ?? "", state.cwd)
  const spec = programOf(program)
  const words = flagsFrom(spec, state).concat(wordsOf(program, argv, spec))
  const { parsed, effects } = readArguments(program, spec, words, state.cwd)
  noteAdding(effects, program, parsed)
  const timing = program === "git" && isRedirected(state) ? "untold" : timingOf(state.origin, state)
  const execution: Execution = {
    argv,
    program,
    arguments: parsed,
    cwd: state.cwd,
    origin: state.origin,
    effects: found.effects ?? (program === "" || program === UNKNOWN ? [] : effects),
    requests: requestsOf(program, parsed),
    traits: found.traits ?? [],
  }
  if (spec.statements) execution.statements = statementsOf(spec, parsed, fedWith(spec, parsed, state, walk))
  if (timing !== undefined) execution.timing = timing
  return execution
}

/** `CARGO_TARGET_DIR=x cargo clean` is `cargo clean --target-dir x`. */
function flagsFrom({ variables }: Program, state: ShellState): string[] {
  return variables.flatMap(([name, flag]) => {
    const value = state.variables.get(name)
    return value === undefined || value === "" ? [] : [`${flag}=${value}`]
  })
}

/** What a database client gets to read besides its arguments. */
function fedWith(spec: Program, parsed: ParsedArguments, state: ShellState, walk: Walk): string {
  return [state.input, ...statementFileTexts(spec, parsed, state, walk)].join("\n;")
}

const ADDS: Readonly<Record<string, readonly string[]>> = {
  tee: ["-a", "--append"],
  cp: ["-n", "--no-clobber"],
  mv: ["-n", "--no-clobber"],
  unzip: ["-n"],
  wget: ["-nc", "--no-clobber", "-c", "--continue"],
  curl: ["--no-clobber"],
}
const ALWAYS_ADDS = /^(touch|mkdir|mkfifo|mktemp|link|chmod|chown|chgrp|sqlite3|git|git-setting)$/

/** What some programs write to keeps what it holds. */
function noteAdding(effects: readonly Effect[], program: string, { flags }: ParsedArguments): void {
  const written = effects.filter(({ access }) => access === "write")
  if (written.length === 0) return
  const adds =
    ALWAYS_ADDS.test(program) ||
    (program === "ln" && !flags.some(({ name }) => /^(-f|--force)$/.test(name))) ||
    (Object.hasOwn(ADDS, program) && flags.some(({ name }) => ADDS[program]?.includes(name)))
  if (adds) for (const effect of written) effect.adds = true
}
