// `ralex doctor`: the pre-flight check; each finding names its fix.

import colors from "picocolors"
import { loadConfig } from "../../config/index.ts"
import { printable } from "../../ledger/index.ts"
import { type Context, printJson } from "../context.ts"
import type { DoctorDocument, Finding } from "../contract.ts"
import { defineCommand, jsonArgument } from "../define-command.ts"
import { checkCatalogue } from "../doctor/check-catalogue.ts"
import { checkConfig } from "../doctor/check-config.ts"
import { checkImports } from "../doctor/check-imports.ts"
import { checkInstallation } from "../doctor/check-installation.ts"
import { checkKey } from "../doctor/check-key.ts"
import { checkLedger } from "../doctor/check-ledger.ts"
import { checkLog } from "../doctor/check-log.ts"
import { checkRules } from "../doctor/check-rules.ts"
import { checkRuntime } from "../doctor/check-runtime.ts"
import { checkSandbox } from "../doctor/check-sandbox.ts"
import { checkUpstreams } from "../doctor/check-upstreams.ts"
import { exitCode } from "../exit-code.ts"
import { findProject } from "../find-project.ts"

export const doctor = defineCommand({
  name: "doctor",
  description: "Check everything that Ralex needs; exit 0 when nothing fails.",
  args: {
    json: jsonArgument,
    offline: { type: "boolean", description: "Leave out what needs the network." },
  },
  run: async (args, context) => {
    const findings = await examine(context, args.offline === true)
    const document: DoctorDocument = { v: 1, ok: findings.every(({ level }) => level !== "fail"), findings }
    if (args.json) printJson(context, document)
    else context.print(findings.map(forPeople).join(""))
    return document.ok ? exitCode.ok : exitCode.no
  },
})

async function examine(context: Context, offline: boolean): Promise<Finding[]> {
  const { config } = loadConfig({ environment: context.environment, project: findProject(context.cwd) })
  const network = offline ? "offline" : "online"
  return [
    ...checkRuntime(context),
    ...checkConfig(context),
    ...checkRules(context),
    ...checkInstallation(context),
    ...checkImports(context.cwd),
    ...(await checkSandbox(context)),
    ...(await checkKey({ environment: context.environment, config, network })),
    ...(await checkUpstreams(config, network)),
    ...(await checkLedger(context)),
    ...checkLog(context, config),
    ...checkCatalogue(config, context.now()),
  ]
}

const marks = { ok: colors.green("ok  "), warn: colors.yellow("warn"), fail: colors.red("fail") }

function forPeople({ id, level, message, fix }: Finding): string {
  const instead = fix === null || level === "ok" ? "" : `\n      ${fix}`
  return `${marks[level]}  ${id}: ${printable(message)}${instead}\n`
}
