// `/ralex-tier smart`: from the next ask on, the asks of this session go to that tier; `/ralex-tier auto` leaves the choice
// to Ralex again. Only a person says it; subagents and housekeeping keep their own tiers.
import { applyProfile, keepNewest, TIERS, type Tier } from "../../config/index.ts"
import { openBooks } from "../../ledger/index.ts"
import type { SaidBy, SlashCommand } from "./slash-command.ts"

const NAME = "ralex-tier"

/** In which somebody chose one. */
const MOST_SESSIONS = 1_000

const USAGE = `\`/${NAME} ${TIERS.join("|")}\` chooses a tier for this session, \`/${NAME} auto\` leaves it to Ralex.`

export const ralexTier: SlashCommand = {
  name: NAME,
  description: "Choose a tier for this session: cheap, smart, premium, free or auto",
  answer: async ([word, ...more], by) => {
    if (word === undefined) return `${chosen(by)} ${USAGE}`
    if (more.length > 0 || !(word === "auto" || isTier(word)))
      return `There is no tier "${[word, ...more].join(" ")}". Nothing was changed. ${USAGE}`
    if (word === "auto") by.instance.chosenTiers.delete(by.rootSession)
    else keepNewest(by.instance.chosenTiers, by.rootSession, word, MOST_SESSIONS)
    await tell(by, word === "auto" ? null : word)
    return `${chosen(by)} It holds from your next ask on, until OpenCode ends.`
  },
}

/** For the TUI, which reads the ledger alone; the choice holds without it. */
async function tell({ instance, rootSession, at }: SaidBy, tier: Tier | null): Promise<void> {
  const books = await openBooks(instance)
  if (books.kind === "closed") return
  await books.ledger.noteTierChoice({ rootSession, tier, at }).catch(() => {})
}

function chosen({ instance, rootSession }: SaidBy): string {
  const tier = instance.chosenTiers.get(rootSession)
  if (!tier) return "Ralex chooses the tier of each ask in this session."
  const [first] = applyProfile(instance.loaded.config).tiers[tier]
  return `The asks of this session go to the ${tier} tier${first ? ` (${first})` : ""}.`
}

function isTier(word: string): word is Tier {
  return TIERS.some((tier) => tier === word)
}
