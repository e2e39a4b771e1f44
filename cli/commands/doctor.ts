// `ralex doctor`: the pre-flight check; each finding names its fix.
import { type Context, printJson } from "../context.ts"
import type { DoctorDocument } from "../contract.ts"
import { defineCommand, jsonArgument } from "../define-command.ts"
import { examine } from "../doctor/examine.ts"
import { fixSafely } from "../doctor/fix-safely.ts"
import { forPeople } from "../doctor/for-people.ts"
import { exitCode } from "../exit-code.ts"

export const doctor = defineCommand({
  name: "doctor",
  description: "Check everything that Ralex needs; exit 0 when nothing fails.",
  args: {
    json: jsonArgument,
    offline: { type: "boolean", description: "Leave out what needs the network, and starts no OpenCode." },
    load: {
      type: "boolean",
      description: "Start OpenCode here even where it runs plugins of the project's own.",
    },
    fix: { type: "boolean", description: "Mend first what can be mended without harm, and say what." },
  },
  run: async (args, context) => {
    if (args.fix) for (const done of await fixSafely(context)) context.say(done)
    const network = args.offline ? "offline" : "online"
    const document = documentOf(await examine(context, { network, load: args.load === true }))
    if (args.json) printJson(context, document)
    else print(context, document)
    return document.ok ? exitCode.ok : exitCode.no
  },
})

function documentOf(findings: DoctorDocument["findings"]): DoctorDocument {
  return { v: 1, ok: findings.every(({ level }) => level !== "fail"), findings }
}

function print(context: Context, { findings }: DoctorDocument): void {
  context.print(findings.map(forPeople).join(""))
}
