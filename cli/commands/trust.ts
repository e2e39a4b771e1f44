// `ralex trust`: lets this project's own configuration loosen things too, as its files are now.
import { join } from "node:path"
import { hashOf, loadConfig, readTrusted, writeTrusted } from "../../config/index.ts"
import { printJson } from "../context.ts"
import type { TrustDocument } from "../contract.ts"
import { defineCommand, jsonArgument } from "../define-command.ts"
import { exitCode } from "../exit-code.ts"
import { findProject } from "../find-project.ts"
import { isObject, isOurPlugin, readOpencodeFiles } from "../install/opencode-config.ts"
import { configPaths } from "../install/plan-init.ts"
import { readProjectFile } from "../install/project-file.ts"
import { UsageError } from "../usage-error.ts"

interface Trustable {
  file: string
  content: string
}

export const trust = defineCommand({
  name: "trust",
  description: "Trust this project's ralex.yaml and plugin options as they are now; an edit ends the trust.",
  args: { json: jsonArgument },
  run: async (args, context) => {
    const project = findProject(context.cwd)
    const { error } = loadConfig({ environment: context.environment, project })
    if (error !== undefined) throw new UsageError(error)
    const found = [...trustableFiles(project), ...trustableOptions(project)]
    if (found.length === 0) {
      context.say(`${project} has no ralex.yaml and no plugin options of Ralex; there is nothing to trust.`)
      return exitCode.no
    }
    const store = context.environment.paths.trust
    const trusted = readTrusted(store)
    const files = found.map(({ file, content }) => {
      const hash = hashOf(content)
      return { file, hash, wasTrusted: Object.hasOwn(trusted, hash) }
    })
    writeTrusted(
      store,
      found.map((entry) => ({ ...entry, at: context.now() })),
    )
    const document: TrustDocument = { v: 1, project, files }
    if (args.json) printJson(context, document)
    else for (const { file, hash } of files) context.print(`${hash}  ${file}\n`)
    context.say(`Trusted. In CI, set RALEX_TRUST to ${files.length === 1 ? "this hash" : "these hashes"}.`)
    return exitCode.ok
  },
})

function trustableFiles(project: string): Trustable[] {
  return configPaths.flatMap((path) => {
    const content = readProjectFile(project, path)?.toString("utf8")
    return content === undefined ? [] : [{ file: join(project, path), content }]
  })
}

/** The second element of the plugin's entry, in the form that config's loader hashes. */
function trustableOptions(project: string): Trustable[] {
  return readOpencodeFiles(project).flatMap(({ path, value }) => {
    const entries: unknown[] = Array.isArray(value.plugin) ? value.plugin : []
    return entries.flatMap((entry) => {
      const options: unknown = Array.isArray(entry) && isOurPlugin(entry) ? entry[1] : undefined
      return isObject(options) ? [{ file: join(project, path), content: JSON.stringify(options) }] : []
    })
  })
}
