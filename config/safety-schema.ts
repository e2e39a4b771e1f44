// The `safety` key of ralex.yaml: which rules hold, what softens them, and the sandbox.
import * as z from "zod"

/** More of a kind than this nobody writes, and each is tried on each command. */
export const MOST_ENTRIES = 200
const entry = z.string().min(1).max(200)

export const safety = z.strictObject({
  packs: z
    .union([z.literal("all"), z.array(z.string().min(1)).min(1)])
    .default("all")
    .describe(
      "The packs of rules that judge: all, or a list of names of built-in packs and of paths to YAML files of your own (absolute, from ~, or from the folder of your own ralex.yaml).",
    ),
  allow: z
    .array(entry)
    .max(MOST_ENTRIES)
    .default([])
    .describe(
      "Rules that do not hold, by their ids; with a blank and a glob behind it, only for such commands or paths: git.force-push git push * my-fork *.",
    ),
  deny: z
    .array(entry)
    .max(MOST_ENTRIES)
    .default([])
    .describe(
      "Commands that are denied besides and that nobody lifts, as globs of what is executed: kubectl *, git push * main.",
    ),
  rules: z
    .array(z.looseObject({ id: z.string() }))
    .max(MOST_ENTRIES)
    .default([])
    .describe("Rules of your own, in the form of docs/rules.md."),
  recoverable: z
    .boolean()
    .default(true)
    .describe(
      "Whether files and git are looked at first: what loses nothing is allowed, what loses uncommitted work is denied, and named.",
    ),
  sandbox: z
    .enum(["off", "auto", "required"])
    .optional()
    .describe(
      "Commands run in a sandbox of the operating system. auto: where there is one. required: without one no command runs. Left out: auto in CI in yolo mode, else off.",
    ),
  hosts: z
    .array(z.string().regex(/^(\*\.)?[\w-]+(\.[\w-]+)*$/, "a host such as github.com or *.example.com"))
    .optional()
    .describe("Hosts that commands in the sandbox may reach, with * for subdomains; left out, any."),
})
