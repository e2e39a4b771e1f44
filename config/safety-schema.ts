// The `safety` key of ralex.yaml: which rules hold, what softens them, and the sandbox.
import { z } from "zod"

export const safety = z.strictObject({
  packs: z
    .union([z.literal("all"), z.array(z.string().min(1)).min(1)])
    .default("all")
    .describe(
      "The packs of rules that judge: all, or a list of their names and of paths to YAML files of your own. See docs/rules.md.",
    ),
  allow: z
    .array(z.string().min(1))
    .default([])
    .describe(
      "Rules that are not to hold, by their ids; after a blank a glob of the commands or paths for which they do not: git.force-push * my-fork *.",
    ),
  deny: z
    .array(z.string().min(1))
    .default([])
    .describe("Commands that are denied besides, as globs of what is executed: kubectl *, git push * main."),
  rules: z
    .array(z.looseObject({ id: z.string() }))
    .default([])
    .describe("Rules of your own, in the form of docs/rules.md."),
  recoverable: z
    .boolean()
    .default(true)
    .describe(
      "Whether a deletion is allowed where a look at the files and at git shows that nothing would be lost.",
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
