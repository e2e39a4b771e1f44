// All of doctor's findings, in the order in which a person mends them.
import { loadConfig } from "../../config/index.ts"
import type { Context } from "../context.ts"
import type { Finding } from "../contract.ts"
import { findProject } from "../find-project.ts"
import { checkCatalogue } from "./check-catalogue.ts"
import { checkClock } from "./check-clock.ts"
import { checkConfig } from "./check-config.ts"
import { checkImports } from "./check-imports.ts"
import { checkInstallation } from "./check-installation.ts"
import { checkKey } from "./check-key.ts"
import { checkLedger } from "./check-ledger.ts"
import { checkLoaded } from "./check-loaded.ts"
import { checkLog } from "./check-log.ts"
import { checkOffers, usesOpenRouter } from "./check-offers.ts"
import { checkOwnFiles } from "./check-own-files.ts"
import { checkRules } from "./check-rules.ts"
import { checkRuntime } from "./check-runtime.ts"
import { checkSandbox } from "./check-sandbox.ts"
import { checkShadowed } from "./check-shadowed.ts"
import { checkUpstreams } from "./check-upstreams.ts"

export interface Examination {
  network: "online" | "offline"
  /** OpenCode may be started even where it would run code of the project's own. */
  load?: boolean
}

export async function examine(context: Context, { network, load = false }: Examination): Promise<Finding[]> {
  const { environment, cwd } = context
  const { config } = loadConfig({ environment, project: findProject(cwd) })
  const online = network === "online"
  const asksOpenRouter = online && usesOpenRouter(config)
  const offers = asksOpenRouter ? await checkOffers(environment, config) : []
  const confirmed = offers.some(({ level }) => level === "ok")
  return [
    ...(await checkRuntime(context)),
    ...checkConfig(context),
    ...checkShadowed(context),
    ...checkRules(context),
    ...checkInstallation(context),
    ...checkImports(cwd),
    ...(online ? await checkLoaded(context, load) : []),
    ...(await checkSandbox(context)),
    ...(await checkKey({ environment, config, network })),
    ...(await checkUpstreams(config, network)),
    ...(asksOpenRouter ? await checkClock(environment.baseUrl) : []),
    ...(await checkLedger(context)),
    ...checkOwnFiles(environment),
    ...checkLog(context, config),
    ...checkCatalogue(config, context.now(), confirmed),
    ...offers,
  ]
}
