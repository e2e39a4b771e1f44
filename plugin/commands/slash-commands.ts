// Ralex's slash commands, a table of contents: a new one is a file of its own and an entry here.
import { ralex } from "./ralex.ts"
import { ralexAllow } from "./ralex-allow.ts"
import { ralexBudget } from "./ralex-budget.ts"
import { ralexReport } from "./ralex-report.ts"
import { ralexTier } from "./ralex-tier.ts"
import type { SlashCommand } from "./slash-command.ts"

export const slashCommands: readonly SlashCommand[] = [ralex, ralexAllow, ralexBudget, ralexReport, ralexTier]
