// What programs do with their arguments, from programs.yaml; a program that is not listed merely "uses" its operands. An
// entry is checked when it is first asked for: there are hundreds, and a session runs a few.
import * as z from "zod"
import { ACCESSES } from "../execution.ts"
import { type OptionStyle, parseArguments } from "./parse-arguments.ts"
import programs from "./programs.yaml"

const flags = z.array(z.string().startsWith("-"))

const effectSchema = z.strictObject({
  access: z.enum(ACCESSES),
  /**
   * all; rest: without the first; sources: without the last; destination: the last, or a copy in it; name: what a copy of the only one is called;
   * urls: those that are addresses, also as values of flags; address: host and port; here: the directory it runs in;
   * packages: addresses that packages come from; repositories: `owner/name` as well; package: the same of the first only.
   * values: none of them, but what the flags of `of` are given.
   */
  operands: z.enum([
    "address",
    "all",
    "destination",
    "first",
    "here",
    "name",
    "package",
    "packages",
    "repositories",
    "rest",
    "sources",
    "urls",
    "values",
  ]),
  of: flags.default([]),
  recursive: z.union([z.boolean(), flags]).default(false),
  /** Only with one of these flags. */
  when: flags.optional(),
  /** Not with one of these. */
  without: flags.optional(),
})

const programSchema = z.strictObject({
  also: z.array(z.string()).default([]),
  /** Beside what is written here, all holds that holds for a program that is not listed. */
  unlisted: z.boolean().default(false),
  values: flags.default([]),
  /** Flags that take a value before the subcommand, while behind it the letter may mean something else. */
  leading: flags.default([]),
  singleDash: z.boolean().default(false),
  /** Takes its first word as flags without a dash, as in `tar czf`. */
  bundle: z.boolean().default(false),
  effects: z.array(effectSchema).default([]),
  /** Flags whose value is a path. */
  flagEffects: z.record(z.string(), z.enum(ACCESSES)).default({}),
  /** Flags whose value may be `@path` or `name=@path`, to be read. */
  atFiles: flags.default([]),
  /** Flags whose value may be `@path` or `name@path`, to be read. */
  nameAtFiles: flags.default([]),
  /** Flags whose value names a path that a container gets to see: `HOST:CONTAINER` or `type=bind,source=HOST`. */
  mounts: flags.default([]),
  /** Flags whose value may end in a path outside of the directory that is handed on: `id=x,src=~/x`, `default=/x`. */
  hands: flags.default([]),
  /** Operands such as `of=path`. */
  keys: z.record(z.string(), z.enum(ACCESSES)).default({}),
  /** Runs the words that follow its own flags and `skip` operands. */
  wraps: z
    .strictObject({
      skip: z.number().int().nonnegative().default(0),
      /** The words are joined and handed to a shell. */
      joined: z.boolean().default(false),
      /** On another machine or in a container: relative paths mean nothing here. */
      remote: z.boolean().default(false),
      /** They stand behind `--` when there is one, whatever is before it. */
      marked: z.boolean().default(false),
    })
    .optional(),
  /** May run the program that its operands name: `tool rm -rf /`. */
  handsOn: z.boolean().default(false),
  /** Flags with which it runs nothing. */
  inert: flags.default([]),
  /** Flags whose value is the directory to run in. */
  directory: flags.default([]),
  /** Flags whose value is a shell script. */
  scripts: flags.default([]),
  /** Flags whose value is one behind `|` or `!`, and a file otherwise. */
  pipes: flags.default([]),
  /** Flags behind which all words are one program and its arguments, or a script. */
  behind: flags.default([]),
  /** Flags whose value is a file that says what to run. */
  recipes: flags.default([]),
  /** Flags whose value is `setting=value`; where the setting's name fits `commands`, the value is a shell script. */
  settings: z
    .strictObject({ flags, commands: z.string().transform((pattern) => new RegExp(pattern, "i")) })
    .optional(),
  /** Environment variables that are as good as a flag. */
  variables: z
    .record(z.string(), z.string().startsWith("-"))
    .default({})
    .transform(Object.entries<string>),
  /** Each operand is one: `concurrently 'a' 'b'`. */
  operandScripts: z.boolean().default(false),
  /** Takes statements: as values of these flags, as operands, by standard input, and from the files that `files` name. */
  statements: z
    .strictObject({
      flags: flags.default([]),
      files: flags.default([]),
      language: z.enum(["sql", "other"]).default("sql"),
    })
    .optional(),
  /** Flags whose value is a program in the interpreter's own language. */
  code: flags.default([]),
  /** Flags whose value is a file or a module with such a program. */
  loads: flags.default([]),
  /** The first operand is such a program. */
  codeOperand: z.boolean().default(false),
  /** Runs such a program when it is fed one. */
  codeInput: z.boolean().default(true),
  /** Of languages.yaml, for one that the scan of interpreters' code does not know. */
  language: z.string().optional(),
})

export type ProgramEffect = z.infer<typeof effectSchema>
export type Program = z.infer<typeof programSchema>

const unlisted = programSchema.parse({
  handsOn: true,
  // With these it is told where a secret lies that it needs itself.
  values:
    "--key --key-file --private-key --identity --identity-file --ssh-key --keyfile --kubeconfig --env-file --dotenv --cert --credentials --credentials-file --keystore --load-privkey --load-ca-privkey --client-key --ssl-key --tls-key".split(
      " ",
    ),
  flagEffects: Object.fromEntries(
    "-o --output --out --outfile --outFile --out-file --output-file --outdir --outDir --out-dir --output-dir --log-file --logfile"
      .split(" ")
      .map((name) => [name, "write"]),
  ),
  effects: [
    { access: "use", operands: "all" },
    { access: "fetch", operands: "urls" },
    { access: "write", operands: "all", when: ["-i", "--in-place", "-w", "--write", "--fix", "--inplace"] },
  ],
})

unlisted.values = [...unlisted.values, ...Object.keys(unlisted.flagEffects)]

function asUnlisted(program: Program): Program {
  return {
    ...program,
    handsOn: true,
    values: [...unlisted.values, ...program.values],
    flagEffects: { ...unlisted.flagEffects, ...program.flagEffects },
    effects: [...unlisted.effects, ...program.effects],
  }
}

/** Entries as written, by each name that a program goes by. */
const entries = new Map<string, unknown>()
for (const [name, written] of Object.entries(z.record(z.string(), z.unknown()).parse(programs)))
  for (const alias of [name, ...alsoOf(written)]) entries.set(alias, written)

function alsoOf(written: unknown): readonly string[] {
  return written !== null && typeof written === "object" && "also" in written && Array.isArray(written.also)
    ? written.also
    : []
}

const checked = new Map<unknown, Program>()

/** @param name A program, or a program and its subcommand such as `docker exec`. */
export function listedProgram(name: string): Program | undefined {
  const written = entries.get(name)
  if (written === undefined) return undefined
  const known = checked.get(written)
  if (known !== undefined) return known
  const program = programFrom(written)
  checked.set(written, program)
  return program
}

/** @throws {z.ZodError} for an entry in another form. */
function programFrom(written: unknown): Program {
  const parsed = programSchema.parse(written)
  const program = parsed.unlisted ? asUnlisted(parsed) : parsed
  const values = [
    ...program.values,
    ...program.scripts,
    ...program.pipes,
    ...program.recipes,
    ...(program.settings?.flags ?? []),
    ...program.effects.flatMap(({ of }) => of),
    ...program.code,
    ...(program.statements?.flags ?? []),
    ...(program.statements?.files ?? []),
    ...program.loads,
    ...program.atFiles,
    ...program.nameAtFiles,
    ...program.directory,
    ...program.mounts,
    ...program.hands,
    ...Object.keys(program.flagEffects),
  ]
  return { ...program, values }
}

/** Each name that is listed. */
export const listedNames: readonly string[] = [...entries.keys()]

export interface Subprogram {
  name: string
  spec: Program
  /** How many operands name it: one of `docker exec`, two of `docker container exec`. */
  depth: number
  operands: readonly string[]
  /** How all the words are to be read, now that it is known. */
  style: OptionStyle
}

/** `docker compose` of `docker compose exec`: what is only the beginning of a name. */
const groups = new Set(listedNames.map((name) => name.split(" ").slice(0, -1).join(" ")))

/** Programs of which any subcommand is listed. */
const parents = new Set(listedNames.flatMap((name) => (name.includes(" ") ? name.split(" ", 1) : [])))

export function subprogramOf(program: string, words: readonly string[]): Subprogram | undefined {
  if (!parents.has(program)) return undefined
  const spec = programOf(program)
  const name = `${program} ${parseArguments(words, spec).operands[0]}`
  const pair = listedProgram(name)
  if (!pair && !groups.has(name)) return undefined
  // The program's own options stand before the group's name, `docker compose`'s before the one that follows it.
  const own = pair?.leading ?? []
  const style = {
    values: spec.values,
    leading: [...spec.leading, ...own],
    leadingOperands: own.length > 0 ? 1 : 0,
    singleDash: spec.singleDash,
  }
  const { operands } = parseArguments(words, style)
  const longer = `${name} ${operands[1]}`
  const triple = listedProgram(longer)
  const found = triple ?? pair
  if (!found) return undefined
  return {
    ...{ name: triple ? longer : name, spec: found, depth: triple ? 2 : 1, operands },
    style: { ...style, values: [...spec.values, ...found.values] },
  }
}

export function programOf(name: string): Program {
  const listed = listedProgram(name)
  if (listed) return listed
  return (/[\d.]$/.test(name) ? listedProgram(name.replace(/[\d.]+$/, "")) : undefined) ?? unlisted
}
