// The commands of `ralex` by name, each loaded only when it is asked for.
import type { Command } from "../define-command.ts"

export const commands = {
  init: () => import("./init.ts").then((module) => module.init),
  uninstall: () => import("./uninstall.ts").then((module) => module.uninstall),
  trust: () => import("./trust.ts").then((module) => module.trust),
  doctor: () => import("./doctor.ts").then((module) => module.doctor),
  ci: () => import("./ci.ts").then((module) => module.ci),
  classify: () => import("./classify.ts").then((module) => module.classify),
  estimate: () => import("./estimate.ts").then((module) => module.estimate),
  check: () => import("./check.ts").then((module) => module.check),
  budget: () => import("./budget.ts").then((module) => module.budget),
  report: () => import("./report.ts").then((module) => module.report),
  metrics: () => import("./metrics.ts").then((module) => module.metrics),
  dashboard: () => import("./dashboard.ts").then((module) => module.dashboard),
  models: () => import("./models.ts").then((module) => module.models),
  log: () => import("./log.ts").then((module) => module.log),
  import: () => import("./import.ts").then((module) => module.importCommand),
  tune: () => import("./tune.ts").then((module) => module.tune),
  reconcile: () => import("./reconcile.ts").then((module) => module.reconcile),
} satisfies Record<string, () => Promise<Command>>
